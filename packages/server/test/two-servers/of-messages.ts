import { expect } from 'vitest'
import { backend } from '../support/browser.ts'
import { burst, hour, minute, pass, type Row } from './burst.ts'
import { atSecondStep, codeTo, newInstance, newNumber, newUser, withNumber, wrongFor } from './people.ts'
import { both, here } from './servers.ts'

export const ofMessages: Row[] = [
  [
    'messages/conversion.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const people = await Promise.all(Array.from({ length: 30 }, (_, i) => withNumber(instance, newNumber(i * 1000))))
      expect(await burst(30, (index) => people[index]!.prepare())).toEqual({ 200: 20, sms_paused: 10 })

      const busy = await newInstance()
      const numbers = Array.from({ length: 24 }, (_, i) => newNumber(i * 1000, '12'))
      const readers = await Promise.all(numbers.map((number) => withNumber(busy, number)))
      for (const { prepare, attempt, number } of readers.slice(0, 5)) {
        expect((await prepare()).status).toBe(200)
        expect((await attempt(await codeTo(number))).status).toBe(200)
      }
      // Five answers, counted by both servers, are enough for two dozen messages.
      expect(await burst(19, (index) => readers[index + 5]!.prepare())).toEqual({ 200: 19 })
    },
  ],
  [
    'messages/sms-sender.ts: takeOne',
    async () => {
      const instance = await newInstance({ limits: { new_destinations: 300 } })
      const people = await Promise.all(Array.from({ length: 14 }, () => withNumber(instance)))
      for (const { browser } of people) browser.headers = { 'x-forwarded-for': '10.7.7.7' }
      expect(await burst(14, (index) => people[index]!.prepare())).toEqual({ 200: 10, sms_paused: 4 })
    },
  ],
  [
    'messages/standing.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const { prepare } = await atSecondStep(instance)
      const now = Date.now()
      const paused = { sent: 20, answered: 0, since: now, until: now + hour, lifted_at: null, lifted_by: null }
      const row = { id: `pause_${instance.instance.id}`, instance_id: instance.instance.id, range: 'DE', ...paused }
      await here.context.db.insertInto('sms_pauses').values(row).execute()
      const answers = []
      for (let index = 0; index < 4; index++) {
        answers.push((await prepare()).status)
        await pass(instance, minute)
      }
      expect(answers).toEqual([200, 200, 200, 422])
    },
  ],
  [
    'messages/budget.ts: takeAmount',
    async () => {
      const instance = await newInstance({ sms: { countries: ['DE'], daily_budget: 0.75, default_price: 0.1 } })
      const people = await Promise.all(Array.from({ length: 20 }, () => atSecondStep(instance)))
      expect(await burst(20, (index) => people[index]!.prepare())).toEqual({ 200: 7, sms_paused: 13 })
    },
  ],
  [
    'messages/outgoing.ts: takeOne',
    async () => {
      const { email, prepare, attempt, number } = await atSecondStep(await newInstance())
      await prepare()
      const wrong = wrongFor(await codeTo(number))
      expect(await burst(5, () => attempt(wrong))).toEqual({ form_code_incorrect: 5 })
      const told = here.context.db.selectFrom('messages').select('id').where('destination', '=', email)
      expect(await told.where('kind', '=', 'second_factor_failed').execute()).toHaveLength(1)
    },
  ],
  [
    'messages/sms-notice.ts: takeOne',
    async () => {
      const instance = await newInstance()
      const { id } = await newUser(instance)
      const first = newNumber()
      const add = async (phone_number: string) => {
        const fields = { user_id: id, phone_number, verified: true }
        expect((await backend(both, instance)('POST', '/phone_numbers', fields)).status).toBe(200)
      }
      for (const number of [first, newNumber()]) await add(number)
      // An account holds five numbers: the third and fourth notice of the day are taken for sent.
      const key = `sms-notice|${instance.instance.id}|%`
      await here.context.db.updateTable('limits').set({ count: 4 }).where('key', 'like', key).execute()
      for (const number of [newNumber(), newNumber()]) await add(number)
      const told = here.context.db.selectFrom('messages').select('id').where('destination', '=', first)
      expect(await told.where('kind', '=', 'phone_added').execute()).toHaveLength(2)
    },
  ],
]
