import type { Pause } from '../../api/message-views.ts'
import { countryName } from '../../sms/countries.ts'

/** A range by how its numbers begin, a country by its name. */
export function pausedName({ range }: Pick<Pause, 'range'>): string {
  return range.startsWith('+') ? `${range}…` : countryName(range)
}
