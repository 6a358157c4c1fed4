import { AppError } from '@countersign/contract'
import type { Instance } from '../instances/instance.ts'
import { isTestAddress } from './test-addresses.ts'

/** A country that the operator did not choose gets no messages (R134). Test numbers get none anyway. */
export function refuseCountry(
  instance: Pick<Instance, 'environment' | 'settings'>,
  number: string,
  country: string,
): void {
  const allowed = instance.settings.sms.countries
  if (allowed.includes('*') || allowed.includes(country) || isTestAddress(number, instance.environment)) return
  throw new AppError('sms_country_not_allowed')
}
