// What an attack measured, the bound it must keep, and whether it does.

/**
 * A finding is one line of the report: `what` was measured, the `figure` with its unit, the `bound` in words, and `passed`. `notes` say what went
 * wrong and are printed only when it failed.
 */
const finding = (what, figure, bound, passed, notes) => ({ what, figure, bound, passed, notes: passed ? [] : notes })

export const exactly = (what, got, want, notes = []) =>
  finding(what, String(got), `exactly ${want}`, got === want, notes)

export const atMost = (what, got, most, { unit = '', notes = [] } = {}) =>
  finding(what, `${round(got)}${unit}`, `at most ${most}${unit}`, got <= most, notes)

export const atLeast = (what, got, least, { unit = '', notes = [] } = {}) =>
  finding(what, `${round(got)}${unit}`, `at least ${least}${unit}`, got >= least, notes)

/** Of all `total`, every one must have worked. */
export const all = (what, got, total, notes = []) =>
  finding(what, `${got} of ${total}`, 'all', total > 0 && got === total, notes)

/** A figure without a bound: it depends on the machine. */
export const measured = (what, got, unit = '') =>
  finding(what, typeof got === 'number' ? `${round(got)}${unit}` : got, 'none, depends on the machine', true, [])

/** Ways that worked for the attacker, by name. There must be none. */
export const noWay = (what, tried, worked) =>
  finding(what, `${worked.length} of ${tried}`, '0', tried > 0 && worked.length === 0, worked)

function round(value) {
  return Math.abs(value) >= 100 || Number.isInteger(value) ? Math.round(value) : Number(value.toFixed(1))
}
