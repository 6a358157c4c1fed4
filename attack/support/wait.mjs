export const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Calls `work(i)` for every i below `count`, at most `width` at a time, and returns the results in order. */
export async function spread(count, width, work) {
  const results = Array.from({ length: count })
  let next = 0
  const take = async () => {
    while (next < count) {
      const index = next++
      results[index] = await work(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, take))
  return results
}

/** Waits until `check` returns a truthy value and returns it; undefined when the time is up. */
export async function until(check, seconds = 10) {
  for (const end = Date.now() + seconds * 1000; ; await wait(20)) {
    const value = await check()
    if (value || Date.now() > end) return value || undefined
  }
}

/** The value below which `share` of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
