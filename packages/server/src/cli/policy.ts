import { type SecurityNumber, securityNumbers } from '../dashboard-api/security-numbers.ts'
import type { Instance } from '../instances/instance.ts'
import { type Told, table } from './command.ts'

/** The security numbers of an instance, as the dashboard's page has them. */
export function tellPolicy({ settings }: Pick<Instance, 'settings'>): Told {
  const numbers = securityNumbers(settings)
  const head = ['number', 'value', 'bounds', 'standards']
  return { json: numbers, text: table([head, ...numbers.map(rowOf)]) }
}

function rowOf({ name, value, unit, bounds, standards }: SecurityNumber): string[] {
  const words = standards.map((each) => `${each.is_met ? 'meets' : 'WEAKER than'} ${each.name}`)
  return [
    name,
    unit === null || unit === 'each' ? String(value) : `${value} ${unit}`,
    bounds === null ? 'fixed' : `${bounds.least} to ${bounds.most}`,
    words.join('; '),
  ]
}
