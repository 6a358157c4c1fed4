export interface Bar {
  x: number
  y: number
  height: number
}

/** Bars of a picture ten wide for each value and a hundred high. `top` is a round number that none of them exceeds. */
export function chartOf(values: readonly number[]): { top: number; bars: Bar[] } {
  const top = roundUp(Math.max(0, ...values))
  const bars = values.map((value, index) => {
    const height = (value / top) * 100
    return { x: index * 10 + 1.5, y: 100 - height, height }
  })
  return { top, bars }
}

/** To one, two or five times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  // Of three tenths and the like, no sum comes out even.
  const step = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10
  return Number((step * power).toPrecision(6))
}
