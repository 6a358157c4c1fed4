import type { Settings } from '@countersign/contract'
import type { SecurityNumber } from '../api/views.ts'

/** A lifetime and two limits to choose, and one that is fixed. */
export function numbersAnswer({ sessions, limits }: Settings): SecurityNumber[] {
  const standards = [
    { name: 'a standard (AAL1)', most: 30, is_met: true },
    { name: 'a standard (AAL2)', most: 1, is_met: sessions.max_days <= 1 },
  ]
  return [
    {
      ...{ name: 'sessions.max_days', meaning: 'A session ends then.', value: sessions.max_days, unit: 'days' },
      ...{ bounds: { least: 1, most: 30, usual: 7 }, standards },
    },
    {
      ...{ name: 'limits.sign_ins', meaning: 'Sign-ins of one IP address.', value: limits.sign_ins, unit: 'requests' },
      ...{ bounds: { least: 30, most: 100_000, usual: 300 }, standards: [] },
    },
    {
      ...{ name: 'limits.tokens', meaning: 'Tokens for one IP address.', value: limits.tokens, unit: 'requests' },
      ...{ bounds: { least: 600, most: 1_000_000, usual: 6000 }, standards: [] },
    },
    { name: 'backup_code', meaning: 'Of one backup code.', value: 65, unit: 'bits', bounds: null, standards: [] },
  ]
}
