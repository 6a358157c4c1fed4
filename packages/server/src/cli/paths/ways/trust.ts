import type { Person } from '../people.ts'
import type { Scratch } from '../scratch.ts'
import { begin, newPassword, reset, signInWhole } from '../steps.ts'
import { backend, type Visitor } from '../visitor.ts'
import type { Ways } from './ways.ts'

/** Signed in with all proofs, asked not to be asked again here, and signed out. */
async function trusts(visitor: Visitor, person: Person, scratch: Scratch): Promise<void> {
  await signInWhole(visitor, person, scratch, { remember_device: 'true' })
  await visitor.ask('DELETE', '/client/sessions')
}

/** In a browser that is trusted with the second step, or was. */
export const trustWays: Ways = {
  'trusted browser': {
    before: trusts,
    shows: 'trust',
    walk: (visitor, { email, password }) => begin(visitor, { identifier: email, password }),
  },
  'trusted browser, new password': {
    before: trusts,
    walk: (visitor, { email }, scratch) => reset(visitor, email, 'reset_password_email_code', scratch),
  },
  'trust that a change has ended': {
    async before(visitor, person, scratch) {
      await trusts(visitor, person, scratch)
      await backend(scratch, 'PATCH', `/users/${person.id}`, { password: newPassword })
    },
    walk: (visitor, { email }) => begin(visitor, { identifier: email, password: newPassword }),
  },
}
