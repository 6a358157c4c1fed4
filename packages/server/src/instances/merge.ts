/**
 * Returns a copy of `base` with `patch` merged into it (RFC 7396): objects are merged at every depth, null removes a field at any depth,
 * everything else, lists included, is replaced.
 */
export function merge<T>(base: T, patch: unknown): T {
  if (!isPlain(patch)) return patch as T
  const merged: Record<string, unknown> = isPlain(base) ? { ...base } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = merge(Object.hasOwn(merged, key) ? merged[key] : undefined, value)
  }
  return merged as T
}

/** Paths whose values differ, with both values: what an operator changed. */
export function diff(
  before: unknown,
  after: unknown,
  path: string[] = [],
): Record<string, { from: unknown; to: unknown }> {
  if (isPlain(before) && isPlain(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return Object.assign({}, ...[...keys].map((key) => diff(before[key], after[key], [...path, key])))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? {} : { [path.join('.')]: { from: before, to: after } }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
