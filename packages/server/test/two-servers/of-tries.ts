import { expect } from 'vitest'
import { password } from '../support/browser.ts'
import { latestCode } from '../support/sent-codes.ts'
import { burst, minute, pass, type Row } from './burst.ts'
import { atSecondStep, codeTo, newInstance, newUser, visitor, withNumber, wrongFor } from './people.ts'
import { here } from './servers.ts'

export const ofTries: Row[] = [
  [
    'messages/codes.ts: chargeTry',
    async () => {
      const { prepare, attempt, number } = await withNumber(await newInstance())
      await prepare()
      const wrong = wrongFor(await codeTo(number))
      expect(await burst(8, () => attempt(wrong))).toEqual({ form_code_incorrect: 5, verification_failed: 3 })
    },
  ],
  [
    'limits/failures.ts: chargeFailure',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const guess = () =>
        visitor(instance).post('/client/sign_ins', { identifier: email, password: 'not the right one at all' })
      expect(await burst(30, guess)).toEqual({ form_password_or_identifier_incorrect: 10, user_locked: 20 })
      expect((await visitor(instance).post('/client/sign_ins', { identifier: email, password })).code).toBe(
        'user_locked',
      )
    },
  ],
  [
    'limits/backup-tries.ts: takeOne',
    async () => {
      const { attempt } = await atSecondStep(await newInstance(), { backup_codes: ['ABCD-EFGH-JKMNP'] })
      expect(await burst(5, () => attempt('0000-0000-00000', 'backup_code'))).toEqual({
        form_code_incorrect: 3,
        too_many_requests: 2,
      })
    },
  ],
  [
    'limits/code-tries.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const { id, email } = await newUser(instance)
      const strategy = 'reset_password_email_code'
      const browser = visitor(instance)
      const { response } = await browser.post<{ id: string }>('/client/sign_ins', { identifier: email, strategy })
      const guess = (code: string) =>
        browser.post(`/client/sign_ins/${response.id}/attempt_first_factor`, { strategy, code })
      const code = await latestCode(here, { instance }, email)
      expect(await burst(4, () => guess(wrongFor(code)))).toEqual({ form_code_incorrect: 4 })
      const key = `reset|${instance.instance.id}|${id}`
      const counted = here.context.db.selectFrom('limits').select('count').where('key', '=', key)
      expect(await counted.execute()).toEqual([{ count: 4 }])
      await here.context.db.updateTable('limits').set({ count: 5 }).where('key', '=', key).execute()
      expect((await guess(code)).code).toBe('second_code_sent')
      expect(await counted.execute()).toEqual([{ count: 5 }])
    },
  ],
  [
    'flows/sign-in/sign-in.second.ts: chargeSecondTry',
    async () => {
      const { prepare, attempt, number } = await atSecondStep(await newInstance({ codes: { attempts: 3 } }))
      await prepare()
      const code = await codeTo(number)
      expect(await burst(9, () => attempt(wrongFor(code)))).toEqual({ form_code_incorrect: 3, verification_failed: 6 })
      expect((await attempt(code)).code).toBe('verification_failed')
    },
  ],
  [
    'flows/reverification/reverification.ts: chargeSecondTry',
    async () => {
      const instance = await newInstance({ codes: { attempts: 3 } })
      const { browser, prepare, attempt, number } = await atSecondStep(instance)
      await prepare()
      const done = await attempt(await codeTo(number))
      const verify = `/client/sessions/${done.response.created_session_id}/verify`
      await browser.post(verify, { level: 'second_factor' })
      await pass(instance, minute)
      expect((await browser.post(`${verify}/prepare_second_factor`, { strategy: 'phone_code' })).status).toBe(200)
      const guess = () => browser.post(`${verify}/attempt_second_factor`, { strategy: 'phone_code', code: '000000' })
      expect(await burst(9, guess)).toEqual({ form_code_incorrect: 3, verification_failed: 6 })
    },
  ],
]
