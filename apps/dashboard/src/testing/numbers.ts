import type { Settings } from '@countersign/contract'
import type { SecurityNumber } from '../api/views.ts'

/** One number to choose, and one that is fixed. */
export function numbersAnswer({ sessions }: Settings): SecurityNumber[] {
  const standards = [
    { name: 'a standard (AAL1)', most: 30, is_met: true },
    { name: 'a standard (AAL2)', most: 1, is_met: sessions.max_days <= 1 },
  ]
  return [
    {
      ...{ name: 'sessions.max_days', meaning: 'A session ends then.', value: sessions.max_days, unit: 'days' },
      ...{ bounds: { least: 1, most: 30, usual: 7 }, standards },
    },
    { name: 'backup_code', meaning: 'Of one backup code.', value: 65, unit: 'bits', bounds: null, standards: [] },
  ]
}
