import type { Person } from '../people.ts'
import { attempts, first, idOf, signed } from '../steps.ts'
import type { Visitor } from '../visitor.ts'
import type { Ways } from './ways.ts'

async function byKey(visitor: Visitor, person: Person, asks: boolean): Promise<string> {
  const asked = await visitor.ask('POST', attempts, { strategy: 'passkey' })
  const proof = signed(person, asked, 'first', asks)
  return proof ? first(visitor, idOf(asked), proof) : idOf(asked)
}

/** With a passkey that signs; everybody has one here, whatever else they have. */
export const keyWays: Ways = {
  passkey: { hasKey: true, shows: 'a key', walk: (visitor, person) => byKey(visitor, person, true) },
  'passkey behind a name': {
    hasKey: true,
    shows: 'a key',
    async walk(visitor, person) {
      const begun = await visitor.ask('POST', attempts, { identifier: person.email })
      const prepare = `${attempts}/${idOf(begun)}/prepare_first_factor`
      const proof = signed(person, await visitor.ask('POST', prepare, { strategy: 'passkey' }), 'first')
      return proof ? first(visitor, idOf(begun), proof) : idOf(begun)
    },
  },
  'passkey that asks nobody': {
    hasKey: true,
    shows: 'a key that asked nobody',
    walk: (visitor, person) => byKey(visitor, person, false),
  },
}
