import { expect, test } from 'vitest'
import { closingLine, count, reasons, table } from './report.mjs'
import { all, atMost, exactly, measured, noWay } from './support/finding.mjs'

const of = (finding, engine = 'sqlite') => ({ attack: 'races', engine, ...finding })

test('prints one row for each finding, with figure, bound, result and engine', () => {
  const results = [of(exactly('winners', 1, 1)), of(atMost('server errors', 2, 0, { notes: ['seed 7'] }), 'postgres')]
  expect(table(results).split('\n')).toEqual([
    '| attack | engine   | what was measured | figure | bound     | result |',
    '| ------ | -------- | ----------------- | ------ | --------- | ------ |',
    '| races  | sqlite   | winners           | 1      | exactly 1 | pass   |',
    '| races  | postgres | server errors     | 2      | at most 0 | FAIL   |',
  ])
  expect(reasons(results)).toEqual(['races (postgres): server errors: 2, bound at most 0: seed 7'])
  expect([count(results), closingLine(results)]).toEqual([{ passed: 1, failed: 1 }, '1 passed, 1 failed'])
})

test('fails an attack that worked in any way, and one that tried none', () => {
  expect(noWay('ways in', 3, ['by ticket'])).toMatchObject({ figure: '1 of 3', passed: false, notes: ['by ticket'] })
  expect(noWay('ways in', 3, []).passed).toBe(true)
  expect(noWay('ways in', 0, []).passed).toBe(false)
})

test('fails when one of all is missing, and judges no figure that depends on the machine', () => {
  expect(all('people who got in', 199, 200).passed).toBe(false)
  expect(all('people who got in', 200, 200).passed).toBe(true)
  expect(measured('p99 of a token mint', 12_000.4, ' ms')).toMatchObject({ figure: '12000 ms', passed: true })
})
