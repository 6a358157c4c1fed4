import { makeAdministratorLink } from '../../administrators/link.ts'
import { removeAdministrator } from '../../administrators/remove.ts'
import { fromBase32 } from '../../factors/totp/base32.ts'
import { codeAt, stepAt } from '../../factors/totp/totp.code.ts'
import { makeFirstInstances } from '../../instances/bootstrap.ts'
import { createInstance } from '../../instances/create.ts'
import { makePerson } from '../paths/people.ts'
import type { Scratch } from '../paths/scratch.ts'
import { begin, second } from '../paths/steps.ts'
import { backend, baseOf, Visitor } from '../paths/visitor.ts'
import type { Caller } from './audiences.ts'

/** What a caller sends along. */
export interface Credentials {
  cookie: string
  bearer?: string
  /** Of the session named in a path. */
  sessionId: string
}

export interface Cast {
  credentials: Record<Caller, Credentials>
  /** Base URLs of the two instances. */
  bases: { frontend: string; dashboard: string }
}

const noSession = `sess_${'0'.repeat(26)}`
const none: Credentials = { cookie: '', sessionId: noSession }

/** Makes every caller through the server's own doors, as each would come to be. `scratch` requires a second factor of its users. */
export async function makeCast(scratch: Scratch): Promise<Cast> {
  const { context, made } = scratch
  const dashboard = { ...scratch, made: { instance: (await makeFirstInstances(context)).dashboard, secretKey: '' } }
  const other = { ...scratch, made: await createInstance(context, { name: 'Other', environment: 'development' }) }
  return {
    bases: { frontend: baseOf(scratch), dashboard: baseOf(dashboard) },
    credentials: {
      'no credentials': none,
      'pending session': await bySignIn(scratch, 'none'),
      user: await bySignIn(scratch, 'app'),
      'impersonated session': await impersonated(scratch),
      'user of another instance': await bySignIn(other, 'none'),
      'account on the dashboard’s instance': await stranger(dashboard),
      'secret key': { ...none, bearer: made.secretKey },
      'former administrator': await administrator(dashboard, 'former', true),
      administrator: await administrator(dashboard, 'present', false),
    },
  }
}

async function heldBy(visitor: Visitor): Promise<Credentials> {
  const { response } = await visitor.ask('GET', '/client')
  const [session] = (response?.['sessions'] ?? []) as { id: string }[]
  return { cookie: visitor.cookies(), sessionId: session?.id ?? noSession }
}

async function bySignIn(scratch: Scratch, state: 'none' | 'app'): Promise<Credentials> {
  const person = await makePerson(scratch, state)
  const visitor = new Visitor(scratch)
  const id = await begin(visitor, { identifier: person.email, password: person.password })
  if (state === 'app') await second(visitor, id, { strategy: 'totp', code: codeNow(scratch, person.secret) })
  return heldBy(visitor)
}

async function impersonated(scratch: Scratch): Promise<Credentials> {
  const { id } = await makePerson(scratch, 'app')
  const { response } = await backend(scratch, 'POST', '/actor_tokens', { user_id: id, actor: { sub: 'support' } })
  const visitor = new Visitor(scratch)
  await begin(visitor, { strategy: 'ticket', ticket: String(response?.['token']) })
  return heldBy(visitor)
}

/** Someone who signs up on the dashboard's instance from outside and sets up a factor, as far as they are let. */
async function stranger(dashboard: Scratch): Promise<Credentials> {
  const visitor = new Visitor(dashboard)
  await visitor.ask('POST', '/client/sign_ups', { username: 'stranger', password: 'a secret of a stranger' })
  await enrol(dashboard, visitor)
  return heldBy(visitor)
}

async function administrator(dashboard: Scratch, name: string, isRemoved: boolean): Promise<Credentials> {
  const { context, made } = dashboard
  const { url, userId } = await makeAdministratorLink(context, made.instance, { username: name, key: name })
  const visitor = new Visitor(dashboard)
  await begin(visitor, { strategy: 'ticket', ticket: new URL(url).hash.slice('#ticket='.length) })
  await enrol(dashboard, visitor)
  const held = await heldBy(visitor)
  const scope = { context, instance: made.instance, now: context.clock.now() }
  // The first one must stay until there is another: the last administrator cannot be removed.
  if (isRemoved) {
    await makeAdministratorLink(context, made.instance)
    await removeAdministrator(scope, userId, 'machine')
  }
  return held
}

async function enrol(scratch: Scratch, visitor: Visitor): Promise<void> {
  const { response } = await visitor.ask('POST', '/me/totp')
  const secret = fromBase32(String(response?.['secret'] ?? ''))
  // Refused: who holds nothing has nothing to confirm.
  if (secret === null || secret.length === 0) return
  await visitor.ask('POST', '/me/totp/attempt_verification', { code: codeNow(scratch, secret) })
}

const codeNow = ({ context }: Scratch, secret: Uint8Array) => codeAt(secret, stepAt(context.clock.now()))
