import { expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { liftLocks } from '../../src/limits/lift.ts'
import { codeOf, password } from '../support/browser.ts'
import { burst, type Row } from './burst.ts'
import { newInstance, newUser, visitor } from './people.ts'
import { here } from './servers.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const address = '10.8.7.6'
const limits = () => here.context.db.updateTable('limits')

/** Somebody at the second step, who fails at it. */
async function halfway(instance: CreatedInstance, from?: string) {
  const { id, email } = await newUser(instance, { totp_secret: secret })
  const browser = visitor(instance)
  if (from) browser.headers = { 'x-forwarded-for': from }
  const begun = await browser.post<{ id: string }>('/client/sign_ins', { identifier: email, password })
  const path = `/client/sign_ins/${begun.response.id}/attempt_second_factor`
  return { id, email, browser, guess: (code = '000000') => browser.post(path, { strategy: 'totp', code }) }
}

/** The budgets of an address, of which there is one for each instance. */
const budget = (instance: CreatedInstance, name: string) =>
  `${here.context.keyring.mac('limit', `${instance.instance.id}|${address}`)}|${name}`

function fail(instance: CreatedInstance, identifier: string) {
  const browser = visitor(instance)
  browser.headers = { 'x-forwarded-for': address }
  return browser.post('/client/sign_ins', { identifier, password: 'not the right one' })
}
const countOf = (key: string) => here.context.db.selectFrom('limits').select('count').where('key', '=', key).execute()

export const ofStrangers: Row[] = [
  [
    'limits/strangers.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const people: Awaited<ReturnType<typeof halfway>>[] = []
      for (let index = 0; index < 6; index++) people.push(await halfway(instance, address))
      await people[0]!.guess()
      await limits().set({ count: 16 }).where('key', '=', budget(instance, 'failed-second')).execute()
      const answers = await burst(6, (index) => people[index]!.guess())
      expect(answers).toEqual({ form_code_incorrect: 4, too_many_requests: 2 })
    },
  ],
  [
    'limits/strangers.ts: takeOne',
    async () => {
      // Of many failures at one account at once, one is the first.
      const instance = await newInstance()
      await burst(6, () => fail(instance, 'same@example.com'))
      expect(await countOf(budget(instance, 'failed-accounts'))).toEqual([{ count: 1 }])
    },
  ],
  [
    'limits/strangers.ts: takeOne',
    async () => {
      const instance = await newInstance()
      await fail(instance, 'spray@example.com')
      await limits().set({ count: 16 }).where('key', '=', budget(instance, 'failed-accounts')).execute()
      const answers = await burst(8, (index) => fail(instance, `spray${index}@example.com`))
      expect(answers).toEqual({ form_password_or_identifier_incorrect: 4, too_many_requests: 4 })
    },
  ],
  [
    'limits/strangers.ts: takeOne',
    async () => {
      // A right code takes back what the same person mistyped before, at whichever server.
      const instance = await newInstance()
      const { guess } = await halfway(instance, address)
      expect(await burst(3, () => guess())).toEqual({ form_code_incorrect: 3 })
      expect(await countOf(budget(instance, 'failed-second'))).toEqual([{ count: 3 }])
      expect((await guess(codeOf(secret, Date.now()))).status).toBe(200)
      expect(await countOf(budget(instance, 'failed-second'))).toEqual([{ count: 0 }])
    },
  ],
  [
    'limits/unanswered.ts: takeEach',
    async () => {
      const instance = await newInstance({ limits: { codes: 30 } })
      const ask = (index: number) => {
        const browser = visitor(instance)
        browser.headers = { 'x-forwarded-for': address }
        const identifier = `unanswered${index}@example.com`
        return browser.post('/client/sign_ins', { identifier, strategy: 'email_code' })
      }
      await ask(0)
      await limits().set({ count: 26 }).where('key', '=', budget(instance, 'unanswered|hour')).execute()
      expect(await burst(8, (index) => ask(index + 1))).toEqual({ 200: 4, too_many_requests: 4 })
    },
  ],
  [
    'limits/long-guessing.ts: takeOne',
    async () => {
      const instance = await newInstance({ lockout: { attempts: 20 }, codes: { attempts: 10 } })
      const { id, guess } = await halfway(instance)
      await guess()
      await limits().set({ count: 26 }).where('key', 'like', `long-guessing|${id}|%`).execute()
      const { form_code_incorrect: compared = 0 } = await burst(8, () => guess())
      expect(compared).toBeLessThanOrEqual(4)
      const told = here.context.db.selectFrom('audit').select('id').where('user_id', '=', id)
      expect(await told.where('event', '=', 'password.compromised').execute()).toHaveLength(1)
    },
  ],
  [
    'limits/worn.ts: chargeFailure',
    async () => {
      const instance = await newInstance({ lockout: { attempts: 20 }, codes: { attempts: 10 } })
      const { guess } = await halfway(instance)
      await guess()
      const mine = here.context.db.updateTable('failures').where('instance_id', '=', instance.instance.id)
      await mine.set({ count: 46 }).where('level', '=', 'worn').execute()
      expect(await burst(8, () => guess())).toEqual({ form_code_incorrect: 4, factor_worn: 4 })
      expect((await guess(codeOf(secret, Date.now()))).code).toMatch(/factor_worn|verification_failed/)
    },
  ],
  [
    'limits/lift.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const { id } = await newUser(instance)
      // Once a day, whichever server the new password was chosen at.
      const scope = { context: here.context, instance: instance.instance, now: Date.now() }
      const lock = {
        subject: id,
        instance_id: instance.instance.id,
        level: 'second' as const,
        count: 10,
        updated_at: 1,
      }
      const { db } = here.context
      const lifted = () => db.transaction().execute((trx) => liftLocks(trx as never, scope as never, id))
      await db
        .insertInto('failures')
        .values({ ...lock, locked_until: Date.now() + 900_000 })
        .execute()
      await lifted()
      await db
        .updateTable('failures')
        .set({ locked_until: Date.now() + 900_000 })
        .where('subject', '=', id)
        .execute()
      await Promise.all([lifted(), lifted()])
      const [row] = await db.selectFrom('failures').select('locked_until').where('subject', '=', id).execute()
      expect(row?.locked_until).toBeGreaterThan(Date.now())
    },
  ],
  [
    'limits/alarm.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const fail = () =>
        visitor(instance).post('/client/sign_ins', { identifier: 'alarm@example.com', password: 'not the right one' })
      await fail()
      await limits().set({ count: 296 }).where('key', '=', `failures|${instance.instance.id}`).execute()
      await burst(8, fail)
      const alarms = here.context.db.selectFrom('audit').select('id').where('event', '=', 'sign_in.failures_alarm')
      expect(await alarms.where('instance_id', '=', instance.instance.id).execute()).toHaveLength(1)
    },
  ],
]
