import type { Demand } from '@countersign/contract'

export const levelWords: Record<Demand['level'], string> = {
  first_factor: 'The first factor',
  second_factor: 'The second factor',
  multi_factor: 'Both factors',
}

export const levelOptions = (['first_factor', 'second_factor', 'multi_factor'] as const).map((value) => ({
  value,
  label: levelWords[value],
}))

/** “Both factors within 10 minutes”, “The second factor within 24 hours”. */
export function demandWords({ level, minutes }: Demand): string {
  const isHours = minutes % 60 === 0
  const amount = isHours ? minutes / 60 : minutes
  return `${levelWords[level]} within ${amount} ${isHours ? 'hour' : 'minute'}${amount === 1 ? '' : 's'}`
}
