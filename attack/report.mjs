// The table that people read, and the numbers that `npm test` adds up.

const columns = ['attack', 'engine', 'what was measured', 'figure', 'bound', 'result']

/** Rows as a Markdown table, each column as wide as its widest cell. */
export function table(results) {
  const rows = results.map(({ attack, engine, what, figure, bound, passed }) => [
    attack,
    engine,
    what,
    figure,
    bound,
    passed ? 'pass' : 'FAIL',
  ])
  const widths = columns.map((name, index) => Math.max(name.length, ...rows.map((row) => row[index].length)))
  const line = (cells) => `| ${cells.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

/** One line for each failure, with what the attack noted about it. */
export function reasons(results) {
  return results
    .filter(({ passed }) => !passed)
    .map(({ attack, engine, what, figure, bound, notes }) => {
      const more = notes.length > 0 ? `: ${notes.slice(0, 12).join('; ')}` : ''
      return `${attack} (${engine}): ${what}: ${figure}, bound ${bound}${more}`
    })
}

export function count(results) {
  const passed = results.filter((result) => result.passed).length
  return { passed, failed: results.length - passed }
}

export function closingLine(results) {
  const { passed, failed } = count(results)
  return `${passed} passed, ${failed} failed`
}
