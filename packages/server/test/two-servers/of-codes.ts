import type { SignUpView } from '@countersign/contract'
import { expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { password } from '../support/browser.ts'
import { sentTo } from '../support/sent.ts'
import { burst, type Row } from './burst.ts'
import { newInstance, visitor } from './people.ts'
import { here } from './servers.ts'

const limits = () => here.context.db.updateTable('limits')
const countOf = (like: string) =>
  here.context.db.selectFrom('limits').select('count').where('key', 'like', like).execute()
let count = 0

/** A sign-up that waits for its code, from one address. */
async function begun(instance: CreatedInstance, to = `unproven${++count}@example.com`, from = '10.8.7.5') {
  const browser = visitor(instance)
  browser.headers = { 'x-forwarded-for': from }
  const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: to, password })
  const path = `/client/sign_ups/${response.id}`
  const prepare = () => browser.post(`${path}/prepare_verification`, { strategy: 'email_code' })
  const answer = (code: string) => browser.post(`${path}/attempt_verification`, { strategy: 'email_code', code })
  return { to, prepare, answer }
}
const wrong = async (instance: CreatedInstance, to: string) => {
  const code = (await sentTo(here, instance, to)).findLast((message) => message.code)?.code
  return code === '000000' ? '111111' : '000000'
}
const ofTarget = (instance: CreatedInstance, to: string, span: string) =>
  `unproven|${instance.instance.id}|${here.context.keyring.mac('limit', to)}|${span}`

export const ofCodes: Row[] = [
  [
    'limits/code-guesses.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const asked: Awaited<ReturnType<typeof begun>>[] = []
      for (let index = 0; index < 4; index++) asked.push(await begun(instance))
      for (const { prepare } of asked) expect((await prepare()).status).toBe(200)
      const codes = await Promise.all(asked.map(({ to }) => wrong(instance, to)))
      await asked[0]!.answer(codes[0] ?? '')
      await limits().set({ count: 88 }).where('key', 'like', '%|wrong-codes').where('count', '=', 1).execute()
      const answers = await burst(4, (index) => asked[index]!.answer(codes[index] ?? ''))
      expect(answers).toEqual({ form_code_incorrect: 2, too_many_requests: 2 })
    },
  ],
  [
    'limits/code-guesses.ts: takeOne',
    async () => {
      // Of many wrong codes at one target at once, each is counted for the address, so that a right one gives all of them back.
      const instance = await newInstance()
      const { to, prepare, answer } = await begun(instance, undefined, '10.8.7.4')
      await prepare()
      const code = await wrong(instance, to)
      expect(await burst(4, () => answer(code))).toEqual({ form_code_incorrect: 4 })
      expect(await countOf(`%|wrong-codes|${here.context.keyring.mac('limit', to)}`)).toEqual([{ count: 4 }])
    },
  ],
  [
    'limits/code-guesses.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const { to, prepare, answer } = await begun(instance)
      await prepare()
      const code = await wrong(instance, to)
      await burst(4, () => answer(code))
      expect(await countOf(ofTarget(instance, to, 'month'))).toEqual([{ count: 4 }])
    },
  ],
  [
    'limits/code-guesses.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const first = await begun(instance)
      await first.prepare()
      await first.answer(await wrong(instance, first.to))
      await limits()
        .set({ count: 20 })
        .where('key', '=', ofTarget(instance, first.to, 'month'))
        .execute()
      await here.context.db.deleteFrom('limits').where('key', 'like', 'send|%').execute()
      const again = await begun(instance, first.to, '10.8.7.3')
      expect((await again.prepare()).status).toBe(200)
      await here.context.db.deleteFrom('limits').where('key', 'like', 'send|%').execute()
      await limits()
        .set({ count: 9 })
        .where('key', '=', ofTarget(instance, first.to, 'day'))
        .execute()
      const others: Awaited<ReturnType<typeof begun>>[] = []
      for (let index = 0; index < 3; index++) others.push(await begun(instance, first.to, `10.8.6.${index}`))
      const answers = await burst(3, (index) => others[index]!.prepare())
      expect(answers).toEqual({ 200: 1, too_many_requests: 2 })
    },
  ],
]
