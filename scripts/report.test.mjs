import { expect, test } from 'vitest'
import {
  closingLine,
  countAttacks,
  countPlaywright,
  countStep,
  countUnder,
  countVitest,
  failedPlaywright,
  failedVitest,
  whyFailed,
} from './report.mjs'

const file = (name, status, ...statuses) => ({ name, status, assertionResults: statuses.map((s) => ({ status: s })) })

test('passed, failed and skipped tests are counted', () => {
  const report = {
    testResults: [file('/a.test.ts', 'failed', 'passed', 'failed'), file('/b.test.ts', 'passed', 'skipped')],
  }
  expect(countVitest(report)).toEqual({ passed: 1, failed: 1, skipped: 1 })
})

test('a file that cannot be loaded counts as a failure', () => {
  expect(countVitest({ testResults: [file('/a.test.ts', 'failed')] })).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a step that ends badly without a failed test counts as a failure', () => {
  expect(countStep({ passed: 9, failed: 0, skipped: 0 }, 1)).toEqual({ passed: 9, failed: 1, skipped: 0 })
  expect(countStep(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  expect(countStep({ passed: 9, failed: 2, skipped: 0 }, 1)).toEqual({ passed: 9, failed: 2, skipped: 0 })
})

test('a browser run without tests but with errors counts as a failure', () => {
  const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('counts the findings of the attacks, and a run without a report as a failure', () => {
  expect(countAttacks({ passed: 40, failed: 2, reasons: [] })).toEqual({ passed: 40, failed: 2, skipped: 0 })
  expect(countStep(countAttacks(undefined), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('the scenarios that cannot run on a second engine are known from the first', () => {
  const report = {
    testResults: [
      file('/x/packages/server/test/a.test.ts', 'passed', 'passed', 'passed'),
      file('/x/b.test.ts', 'passed', 'passed'),
    ],
  }
  expect(countUnder(report, '/packages/server/test/')).toBe(2)
})

test('the closing line names skipped tests only when there are any', () => {
  expect(closingLine({ passed: 3, failed: 1, skipped: 0 })).toBe('3 passed, 1 failed')
  expect(closingLine({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped')
})

test('what failed is named at the end: tests by name, and a crash or too little coverage by what the tool said last', () => {
  const vitest = {
    testResults: [
      { name: '/a.test.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'a › holds' }] },
      { name: '/b.test.ts', status: 'failed', assertionResults: [] },
      { name: '/c.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'c' }] },
    ],
  }
  expect(whyFailed('tests', failedVitest(vitest))).toEqual([
    'tests: /a.test.ts › a › holds',
    'tests: /b.test.ts (cannot be loaded)',
  ])
  const spec = (title, ok) => ({ file: 'a.spec.ts', title, ok })
  const playwright = { suites: [{ specs: [spec('one', true)], suites: [{ specs: [spec('two', false)] }] }] }
  expect(failedPlaywright(playwright)).toEqual(['a.spec.ts › two'])
  expect(whyFailed('tests', [], 'much\nERROR: too little coverage\n')[0]).toMatch(/said last:\nmuch\nERROR: too little/)
  expect(whyFailed('types', [])).toEqual(['types, without a failed test'])
})
