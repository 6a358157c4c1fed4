import { deviceOf } from '../../lib/device.ts'

/** What a passkey is called until its owner gives it a name: where it was made. */
export function defaultName(userAgent: string | null): string {
  const { browser_name, device_type } = deviceOf(userAgent ?? '')
  const place = [browser_name, device_type].filter((word) => word !== null).join(' on ')
  return place === '' ? 'Passkey' : place
}
