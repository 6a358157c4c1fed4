import type { Instance } from '../instances/instance.ts'

type Owner = Pick<Instance, 'settings'> & { application: Pick<Instance['application'], 'kind'> }

/** Whether a browser may stand in for the second step here. Never for operators: theirs are the keys to everybody else (R98). */
export function mayTrustDevices({ settings, application }: Owner): boolean {
  return settings.trusted_devices.enabled && application.kind !== 'dashboard'
}
