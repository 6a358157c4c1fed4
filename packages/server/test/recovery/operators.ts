import { putAdministrator, replaceTicket } from '../../src/administrators/administrators.store.ts'
import { transact } from '../../src/db/transact.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import { hashToken } from '../../src/lib/hashing.ts'
import { newId } from '../../src/lib/ids.ts'
import { newUser } from '../../src/users/new-user.ts'
import { insertUser } from '../../src/users/users.store.ts'
import { enrol } from '../support/browser.ts'
import { Operator } from '../support/operator.ts'
import { app, hour } from './scene.ts'

export interface OneOperator extends Operator {
  userId: string
  username: string
}
let count = 0

/** One more operator, who has set up their second factor a moment ago. */
export async function operator(): Promise<OneOperator> {
  const { context, clock } = app
  const { dashboard } = await makeFirstInstances(context)
  const scope = { context, now: clock.now(), instance: dashboard }
  const username = `operator${++count}`
  const user = newUser(scope, { username, username_key: username })
  const ticket = `ticket of ${username}`
  const life = { created_at: scope.now, expires_at: scope.now + hour, used_at: null }
  const common = { id: newId('tick', context), instance_id: dashboard.id, user_id: user.id }
  await transact(context.db, async (trx) => {
    await insertUser(trx, user)
    await putAdministrator(trx, { userId: user.id, by: 'machine', now: scope.now })
    await replaceTicket(trx, { ...common, ...life, token_hash: hashToken(ticket) })
  })
  const browser = new Operator(app, { instance: dashboard, secretKey: '' })
  await browser.post('/client/sign_ins', { strategy: 'ticket', ticket })
  await enrol(browser)
  return Object.assign(browser, { userId: user.id, username })
}
