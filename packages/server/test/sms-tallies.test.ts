import type { PhoneNumberView, SettingsPatch } from '@countersign/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { liftRange } from '../src/messages/conversion.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Browser, backend, mailedCode, signUp } from './support/browser.ts'
import { scopeOf } from './support/meanwhile.ts'

let app: TestApp
let instance: CreatedInstance
let count = 0
/** What the database refuses to do. */
let broken: RegExp | null = null

beforeAll(async () => {
  app = await startTestApp({
    onQuery: (sql) => {
      if (broken?.test(sql)) throw new Error('The disk is full.')
    },
  })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))
afterEach(() => {
  app.context.senders.sms = []
})

async function open(sms: SettingsPatch['sms'] = {}): Promise<void> {
  const settings = { multi_factor: { phone_code: true }, sms: { countries: ['DE'], prices: { DE: 0.07 }, ...sms } }
  instance = await app.create({ name: `Tally ${++count}` }, settings)
}
/** A provider is there, and no worker that would ask it. */
function connectProvider(): void {
  const send = async () => ({ providerId: null })
  app.context.senders.sms = [{ name: 'provider', send, close: async () => {} }]
}
const person = () => signUp(app, instance, `tally${++count}@example.com`)
/** Each in a range of its own. */
const newNumber = () => `+49151${String(10_000_000 + (++count % 80) * 1_000_003)}`
async function add(browser: Browser, number = newNumber()) {
  const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  return { browser, number, path: `/me/phone_numbers/${response.id}` }
}
const prepare = ({ browser, path }: { browser: Browser; path: string }) => browser.post(`${path}/prepare_verification`)
async function answer({ browser, number, path }: Awaited<ReturnType<typeof add>>) {
  return browser.post(`${path}/attempt_verification`, { code: await mailedCode(browser, number) })
}
const tallies = async () => {
  const rows = await app.database.db
    .selectFrom('sms_tallies')
    .selectAll()
    .where('instance_id', '=', instance.instance.id)
    .orderBy('day')
    .orderBy('country')
    .execute()
  return rows.map(({ id, instance_id, day, ...counts }) => counts)
}

describe('what is counted of messages', () => {
  test('of twenty people who are sent a code at once, each is counted with its price, on one row', async () => {
    await open()
    connectProvider()
    const people = []
    for (let i = 0; i < 20; i++) people.push(await add(await person()))
    const answers = await Promise.all(people.map(prepare))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    expect(await tallies()).toEqual([
      { country: 'DE', sent: 20, answered: 0, notices: 0, refused: 0, spent: 14_000, saved: 0 },
    ])
    await Promise.all(people.slice(0, 8).map(answer))
    expect((await tallies())[0]).toMatchObject({ sent: 20, answered: 8 })
  })

  test('an answer after midnight counts on the day of its message', async () => {
    await open()
    const someone = await add(await person())
    app.clock.advance(86_400_000 - (app.clock.now() % 86_400_000) - 60_000)
    await prepare(someone)
    app.clock.advance(120_000)
    expect((await answer(someone)).status).toBe(200)
    expect(await tallies()).toEqual([
      { country: 'DE', sent: 1, answered: 1, notices: 0, refused: 0, spent: 0, saved: 0 },
    ])
  })

  test('a notice costs, and is counted apart from the codes: nobody can type it in', async () => {
    await open()
    connectProvider()
    const email = `tally${++count}@example.com`
    const call = backend(app, instance)
    const { response } = await call<{ id: string }>('POST', '/users', { email_address: [email] })
    for (const phone_number of [newNumber(), newNumber()])
      await call('POST', '/phone_numbers', { user_id: response.id, phone_number, verified: true })
    expect(await tallies()).toMatchObject([{ country: 'DE', sent: 0, notices: 1, answered: 0, spent: 700 }])
  })

  test('refusals by country, limit and budget are counted with the money they saved, and a flood adds no rows (R134, R135)', async () => {
    // Two messages to new numbers; the rest is kept for owners of verified ones.
    await open({ daily_budget: 0.21, default_price: 0.2 })
    connectProvider()
    const browser = await person()
    const french = await add(browser, '+33612345678')
    for (let i = 0; i < 25; i++) expect((await prepare(french)).code).toBe('sms_country_not_allowed')
    const first = await add(browser)
    expect((await prepare(first)).status).toBe(200)
    expect((await prepare(first)).code).toBe('too_many_requests')
    expect((await prepare(await add(browser))).status).toBe(200)
    expect((await prepare(await add(browser))).code).toBe('sms_paused')
    expect(await tallies()).toEqual([
      { country: 'DE', sent: 2, answered: 0, notices: 0, refused: 2, spent: 1_400, saved: 1_400 },
      { country: 'FR', sent: 0, answered: 0, notices: 0, refused: 25, spent: 0, saved: 50_000 },
    ])
  })

  test('a refusal stands though it cannot be counted', async () => {
    await open()
    const french = await add(await person(), '+33612345679')
    broken = /insert into "sms_tallies"/
    const refused = await prepare(french)
    broken = null
    expect([refused.status, refused.code]).toEqual([422, 'sms_country_not_allowed'])
    expect(await tallies()).toEqual([])
  })

  test('a message that is not written is not counted either', async () => {
    await open()
    const someone = await add(await person())
    broken = /insert into "messages"/
    expect((await prepare(someone)).status).toBe(500)
    broken = null
    expect(await tallies()).toEqual([])
  })

  test('test numbers are sent nothing and counted nowhere', async () => {
    await open({ countries: ['US'] })
    const someone = await add(await person(), '+12025550143')
    await prepare(someone)
    expect((await someone.browser.post(`${someone.path}/attempt_verification`, { code: '424242' })).status).toBe(200)
    expect(await tallies()).toEqual([])
  })
})

describe('budgets of one sender', () => {
  test('one user gets twenty messages a day, whatever numbers they go to (R135)', async () => {
    await open()
    const browser = await person()
    let accepted = 0
    const refused = new Set<string | undefined>()
    for (let i = 0; i < 24; i++) {
      const someone = await add(browser)
      const { status, code } = await prepare(someone)
      if (status === 200) accepted++
      else refused.add(code)
      await browser.delete(someone.path)
    }
    expect(accepted).toBe(20)
    expect([...refused]).toEqual(['too_many_requests'])
    expect((await prepare(await add(await person()))).status).toBe(200)
  })

  test('one address may have ten codes to new numbers unanswered in ten minutes, a hundred in development (R135)', async () => {
    await open()
    const browser = await person()
    const [first, second, third] = [await add(browser), await add(browser), await add(browser)]
    expect((await prepare(first)).status).toBe(200)
    const windows = app.context.db.updateTable('limits').set({ count: 99 })
    await windows.where('key', 'like', '%|unanswered-new|10 minutes').execute()
    expect((await prepare(second)).status).toBe(200)
    expect((await prepare(third)).code).toBe('too_many_requests')
    // The code that is entered gives its own back.
    expect((await answer(first)).status).toBe(200)
    expect((await prepare(third)).status).toBe(200)
  })
})

describe('a pause of a range', () => {
  async function inRange(many: number) {
    const people = []
    for (let i = 0; i < many; i++) people.push(await add(await person(), `+4915222${String(100_000 + i * 1337)}`))
    // Signing up has messages sent, too, and all of them come from one address.
    app.clock.advance(601_000)
    return people
  }

  test('of forty messages at once no more than twenty go before a range is paused, once (R136)', async () => {
    await open()
    const people = await inRange(40)
    const answers = await Promise.all(people.map(prepare))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20)
    expect(answers.filter(({ code }) => code === 'sms_paused')).toHaveLength(20)
    const pauses = await app.database.db
      .selectFrom('sms_pauses')
      .select(['range', 'sent', 'answered', 'lifted_at'])
      .where('instance_id', '=', instance.instance.id)
      .execute()
    expect(pauses).toEqual([{ range: '+4915222', sent: 20, answered: 0, lifted_at: null }])
  })

  test('an operator ends it, once; the range then has twenty messages to prove itself (R136)', async () => {
    await open()
    const people = await inRange(42)
    for (const someone of people.slice(0, 20)) expect((await prepare(someone)).status).toBe(200)
    const [next, ...others] = people.slice(20)
    if (!next) throw new Error('nobody is left')
    expect((await prepare(next)).code).toBe('sms_paused')
    const { id } = await app.database.db
      .selectFrom('sms_pauses')
      .select('id')
      .where('instance_id', '=', instance.instance.id)
      .executeTakeFirstOrThrow()
    const scope = await scopeOf(next.browser)
    const lifts = await Promise.allSettled([1, 2, 3].map(() => liftRange(scope, 'user_operator', id)))
    expect(lifts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await prepare(next)).status).toBe(200)
    for (const someone of others.slice(0, 19)) expect((await prepare(someone)).status).toBe(200)
    expect((await prepare(others[19] ?? next)).code).toBe('sms_paused')
    const audit = await app.database.db
      .selectFrom('audit')
      .select(['event', 'actor_id', 'details'])
      .where('instance_id', '=', instance.instance.id)
      .where('event', '=', 'sms.range_resumed')
      .execute()
    expect(audit.map(({ actor_id, details }) => [actor_id, JSON.parse(details)])).toEqual([
      ['user_operator', { id, range: '+4915222' }],
    ])
  })
})
