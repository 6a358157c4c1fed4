// Turns the runners' JSON reports into numbers.
import { readFileSync } from 'node:fs'

export const none = { passed: 0, failed: 0, skipped: 0 }

export function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** A step that failed without a failed test (a crash, too little coverage, no report) still counts as one failure. */
export function countStep(counted, code) {
  const counts = counted ?? none
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

export function countVitest(report) {
  if (!report) return undefined
  let counts = none
  for (const file of report.testResults) {
    const statuses = file.assertionResults.map((test) => test.status)
    const failed = statuses.filter((status) => status === 'failed').length
    const passed = statuses.filter((status) => status === 'passed').length
    const skipped = statuses.length - failed - passed
    // A file that cannot be loaded has no tests, and has failed all the same.
    const isBroken = file.status === 'failed' && failed === 0
    counts = add(counts, { passed, failed: failed + (isBroken ? 1 : 0), skipped })
  }
  return counts
}

export function countPlaywright(report) {
  if (!report) return undefined
  const { expected, flaky, unexpected, skipped } = report.stats
  return { passed: expected + flaky, failed: unexpected + (unexpected === 0 ? report.errors.length : 0), skipped }
}

export function countAttacks(report) {
  return report && { ...none, passed: report.passed, failed: report.failed }
}

/** The names of the tests that failed, each with its file, and the files that cannot be loaded. */
export function failedVitest(report) {
  return (report?.testResults ?? []).flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [`${name} (cannot be loaded)`]
    return failed.map((test) => `${name} › ${test.fullName}`)
  })
}

export function failedPlaywright(report) {
  const inside = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(inside)]
  const specs = (report?.suites ?? []).flatMap(inside)
  return specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file} › ${title}`)
}

/** A line for each failed test; where none has a name (a crash, too little coverage), what the tool said last. */
export function whyFailed(step, tests, output = '') {
  if (tests.length > 0) return tests.map((test) => `${step}: ${test}`)
  const said = output.trim().split('\n').slice(-20).join('\n').trim()
  return [said ? `${step}, without a failed test; it said last:\n${said}` : `${step}, without a failed test`]
}

/** How many tests a runner has in files under a folder; what is skipped when the second engine is absent. */
export function countUnder(report, folder) {
  const files = report?.testResults.filter((file) => file.name.includes(folder)) ?? []
  return files.reduce((sum, file) => sum + file.assertionResults.length, 0)
}

export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
