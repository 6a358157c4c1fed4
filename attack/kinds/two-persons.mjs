// Where a second administrator has to agree, one alone tries to take a user's second factor away, to replace it or to stand in for it.
import { newAdministrator } from '../support/administrator.mjs'
import { all, noWay } from '../support/finding.mjs'
import { newPerson } from '../support/people.mjs'
import { everyFactor } from '../support/stage.mjs'
import { isOpen, reason, ways } from './two-persons.ways.mjs'

const settings = { ...everyFactor, recovery: { second_operator: true } }
/** Every way gets a user of its own, and finds the rule switched on again. */
async function tryWay(app, alone, name) {
  await app.must('PATCH', '/instance/settings', settings)
  return ways[name]({ app, alone, person: await newPerson(app) })
}

/** What two of them can do together, to show that the attempts were made the right way. */
async function together(app, one, other) {
  await app.must('PATCH', '/instance/settings', settings)
  const person = await newPerson(app)
  const asked = await one.ask('POST', `/instances/${app.id}/users/${person.id}/mfa_reset`, { reason })
  const approved = await other.ask('POST', `/instances/${app.id}/mfa_resets/${asked.response?.id}/approve`, {})
  return asked.status === 200 && isOpen(approved) ? 1 : 0
}

export const twoPersons = {
  name: 'two-person rule',
  async attack(stage) {
    const [one, other] = [await newAdministrator(stage.main, 'grace'), await newAdministrator(stage.main, 'katherine')]
    const app = await stage.instance(settings)
    const worked = []
    for (const name of Object.keys(ways)) if (await tryWay(app, one, name)) worked.push(name)
    return [
      noWay('ways of one administrator to a user’s second factor', Object.keys(ways).length, worked),
      all('resets that two administrators made together, to compare', await together(app, one, other), 1),
    ]
  },
}
