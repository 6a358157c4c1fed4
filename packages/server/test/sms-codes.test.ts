import type { ClientView, PhoneNumberView, SessionVerificationView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { patchSettings } from '../src/instances/settings.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Answer, Browser, distinct, mailedCode, password, signUp } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create(
    {},
    {
      multi_factor: { totp: true, phone_code: true, backup_code: true },
      sms: { countries: ['DE'] },
      // Room for as many wrong guesses as the matrix below makes.
      codes: { attempts: 10 },
      lockout: { attempts: 20 },
    },
  )
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

let count = 0
/** Each in a range of its own. */
const newNumber = () => `+49151${10 + (++count % 90)}${String(100_000 + count * 1001).slice(-6)}`

/** Where a code is given: the answer to it. */
interface Place {
  browser: Browser
  number: string
  prepare(): Promise<Answer<unknown>>
  give(code: string, as?: Browser): Promise<Answer<unknown>>
}

async function person() {
  const email = `sms${++count}@example.com`
  const browser = await signUp(app, instance, email)
  const { response } = await browser.get<ClientView>('/client')
  return { email, browser, session: response.last_active_session_id ?? '' }
}
type Person = Awaited<ReturnType<typeof person>>

async function numberOf({ browser }: Person, number = newNumber()): Promise<Place & { id: string }> {
  const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  const path = `/me/phone_numbers/${response.id}`
  return {
    id: response.id,
    browser,
    number,
    prepare: () => browser.post(`${path}/prepare_verification`),
    give: (code, as = browser) => as.post(`${path}/attempt_verification`, { code }),
  }
}

/** Proves a number and reserves it for the second step. */
async function reserved(someone: Person): Promise<string> {
  const place = await numberOf(someone)
  await place.prepare()
  await place.give(await mailedCode(place.browser, place.number))
  const path = `/me/phone_numbers/${place.id}`
  const { status } = await someone.browser.patch(path, { reserved_for_second_factor: 'true' })
  expect(status).toBe(200)
  return place.number
}

async function signingIn({ email }: Person, number: string): Promise<Place> {
  const browser = new Browser(app, instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, password })
  expect(response.status).toBe('needs_second_factor')
  const path = `/client/sign_ins/${response.id}`
  return {
    browser,
    number,
    prepare: () => browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' }),
    give: (code, as = browser) => as.post(`${path}/attempt_second_factor`, { strategy: 'phone_code', code }),
  }
}

async function provingAgain({ browser, session }: Person, number: string): Promise<Place> {
  const path = `/client/sessions/${session}/verify`
  await browser.post<SessionVerificationView>(path, { level: 'second_factor' })
  return {
    browser,
    number,
    prepare: () => browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' }),
    give: (code, as = browser) => as.post(`${path}/attempt_second_factor`, { strategy: 'phone_code', code }),
  }
}

async function sentTo(place: Place): Promise<string> {
  // The inbox sorts by time, and time stands still.
  app.clock.advance(1000)
  expect((await place.prepare()).status).toBe(200)
  return mailedCode(place.browser, place.number)
}
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000')

const kinds = {
  'a number of Alice': async (alice: Person) => numberOf(alice),
  'another number of Alice': async (alice: Person) => numberOf(alice),
  'a sign-in of Alice': async (alice: Person, number: string) => signingIn(alice, number),
  'another sign-in of Alice': async (alice: Person, number: string) => signingIn(alice, number),
  'a reverification of Alice': async (alice: Person, number: string) => provingAgain(alice, number),
}

describe('a code sent by SMS', () => {
  test.each([...Object.keys(kinds), 'a sign-in of Mallory'])(
    'completes what it was sent for, and no other code does: %s (R15)',
    async (wanted) => {
      const [alice, mallory] = [await person(), await person()]
      const [hers, his] = [await reserved(alice), await reserved(mallory)]
      const places = new Map<string, Place>()
      const codes = new Map<string, string>()
      for (const [kind, open] of Object.entries(kinds)) {
        // Another code to the same number takes a minute.
        app.clock.advance(60_000)
        const place = await open(alice, hers)
        places.set(kind, place)
        codes.set(kind, await sentTo(place))
      }
      places.set('a sign-in of Mallory', await signingIn(mallory, his))
      codes.set('a sign-in of Mallory', await sentTo(places.get('a sign-in of Mallory')!))
      const place = places.get(wanted)!
      const own = codes.get(wanted)!
      for (const [kind, code] of codes) {
        if (kind === wanted || code === own) continue
        expect([kind, (await place.give(code)).code]).toEqual([kind, 'form_code_incorrect'])
      }
      for (const client of [new Browser(app, instance), mallory.browser.copy()]) {
        const stranger = place.browser === mallory.browser ? alice.browser.copy() : client
        expect([401, 404]).toContain((await place.give(own, stranger)).status)
      }
      expect((await place.give(own)).status).toBe(200)
    },
  )

  test('is one of five live ones of a user at most: the sixth voids the oldest (R17)', async () => {
    const alice = await person()
    const number = await reserved(alice)
    const places: [Place, string][] = []
    for (const place of [await signingIn(alice, number), await numberOf(alice), await numberOf(alice)])
      places.push([place, await sentTo(place)])
    for (const place of [await numberOf(alice), await numberOf(alice), await provingAgain(alice, number)]) {
      app.clock.advance(20_000)
      places.push([place, await sentTo(place)])
    }
    const live = app.context.db
      .selectFrom('verifications')
      .select('id')
      .where('void_at', 'is', null)
      .where('used_at', 'is', null)
      .where('expires_at', '>', app.clock.now())
      .where('user_id', '=', await userIdOf(alice))
    expect(await live.execute()).toHaveLength(5)
    const given = []
    for (const [place, code] of places) given.push((await place.give(code)).code)
    expect(given).toEqual(['verification_expired', ...places.slice(1).map(() => undefined)])
  })

  test('is replaced by a newer one of the same attempt (R17)', async () => {
    const alice = await person()
    for (const place of [await numberOf(alice), await signingIn(alice, await reserved(alice))]) {
      app.clock.advance(60_000)
      const old = await sentTo(place)
      app.clock.advance(60_000)
      const code = await sentTo(place)
      if (old !== code) expect((await place.give(old)).code).toBe('form_code_incorrect')
      expect((await place.give(code)).status).toBe(200)
    }
  })

  test('proves a number once, given twenty times at once (R14)', async () => {
    const place = await numberOf(await person())
    const code = await sentTo(place)
    const answers = await Promise.all(Array.from({ length: 20 }, () => place.give(code, place.browser.copy())))
    expect(distinct(answers)).toBe(1)
  })

  test('proves again who it is once, given twenty times at once (R14)', async () => {
    const alice = await person()
    const number = await reserved(alice)
    app.clock.advance(60_000)
    const place = await provingAgain(alice, number)
    const code = await sentTo(place)
    const answers = await Promise.all(Array.from({ length: 20 }, () => place.give(code, place.browser.copy())))
    expect(distinct(answers)).toBe(1)
  })

  test.each([1, 10])(
    'lives %i minutes if the operator says so, and no longer though its row is there (R13)',
    async (minutes) => {
      const own = await app.create(
        { name: `Lives ${minutes}` },
        { sms: { countries: ['DE'] }, codes: { sms_minutes: minutes } },
      )
      for (const [late, refusal] of [
        [-1000, undefined],
        [0, 'verification_expired'],
      ] as const) {
        const browser = await signUp(app, own, `lives${++count}@example.com`)
        const number = newNumber()
        const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
        const path = `/me/phone_numbers/${response.id}`
        await browser.post(`${path}/prepare_verification`)
        const code = await mailedCode(browser, number)
        app.clock.advance(minutes * 60_000 + late)
        expect((await browser.post(`${path}/attempt_verification`, { code })).code).toBe(refusal)
      }
    },
  )

  test.each(['sms_minutes', 'email_minutes'])(
    'lives ten minutes at most, whatever an operator wants: %s (R13)',
    async (field) => {
      const scope = { context: app.context, now: app.clock.now(), instance: instance.instance }
      for (const minutes of [11, 60, 10.5, 0])
        await expect(patchSettings(scope, { codes: { [field]: minutes } })).rejects.toMatchObject({
          code: 'settings_invalid',
        })
    },
  )
})

describe('wrong codes', () => {
  const strict = () =>
    app.create({ name: `Strict ${++count}` }, { multi_factor: { phone_code: true }, sms: { countries: ['DE'] } })

  test('end the code that proves a number after five; a new code has five, and the user’s count goes on (R16)', async () => {
    const own = await strict()
    const browser = await signUp(app, own, `five${++count}@example.com`)
    const number = newNumber()
    const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
    const path = `/me/phone_numbers/${response.id}`
    const give = async (code: string) => (await browser.post(`${path}/attempt_verification`, { code })).code
    await browser.post(`${path}/prepare_verification`)
    const code = await mailedCode(browser, number)
    for (let tries = 0; tries < 5; tries++) expect(await give(wrongFor(code))).toBe('form_code_incorrect')
    expect(await give(code)).toBe('verification_failed')
    app.clock.advance(60_000)
    await browser.post(`${path}/prepare_verification`)
    const next = await mailedCode(browser, number)
    for (let tries = 0; tries < 4; tries++) expect(await give(wrongFor(next))).toBe('form_code_incorrect')
    // The tenth failure in a row, and the right code comes too late.
    expect(await give(next)).toBe('user_locked')
  })

  test('of one sign-in are five in all: another code in the middle refills nothing (R16)', async () => {
    const own = await strict()
    const email = `resend${++count}@example.com`
    const browser = await signUp(app, own, email)
    const number = newNumber()
    const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
    await browser.post(`/me/phone_numbers/${response.id}/prepare_verification`)
    const first = await mailedCode(browser, number)
    await browser.post(`/me/phone_numbers/${response.id}/attempt_verification`, { code: first })
    await browser.patch(`/me/phone_numbers/${response.id}`, { reserved_for_second_factor: 'true' })
    app.clock.advance(60_000)
    const visitor = new Browser(app, own)
    const begun = await visitor.post<SignInView>('/client/sign_ins', { identifier: email, password })
    const path = `/client/sign_ins/${begun.response.id}`
    const prepare = () => visitor.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' })
    const give = async (code: string) =>
      (await visitor.post(`${path}/attempt_second_factor`, { strategy: 'phone_code', code })).code
    expect((await prepare()).status).toBe(200)
    const code = await mailedCode(visitor, number)
    for (let tries = 0; tries < 4; tries++) expect(await give(wrongFor(code))).toBe('form_code_incorrect')
    app.clock.advance(60_000)
    expect((await prepare()).status).toBe(200)
    const next = await mailedCode(visitor, number)
    expect(await give(wrongFor(next))).toBe('form_code_incorrect')
    expect(await give(next)).toBe('verification_failed')
    const failures = app.context.db.selectFrom('failures').select('count').where('level', '=', 'second')
    expect(await failures.where('instance_id', '=', own.instance.id).execute()).toEqual([{ count: 5 }])
  })
})

describe('one number', () => {
  test('has one budget, however and by whomever it is written (R25, R135)', async () => {
    const spellings = [
      '+4915733334444',
      '+49 157 33334444',
      '+49 (157) 3333-4444',
      '+49-157-3333.4444',
      '  +49 157/33 33 44 44 ',
      '＋４９１５７３３３３４４４４',
    ]
    const answers: number[] = []
    for (const spelling of spellings) {
      const place = await numberOf(await person(), spelling)
      answers.push((await place.prepare()).status)
    }
    expect(answers).toEqual([200, ...spellings.slice(1).map(() => 429)])
    const rows = app.context.db.selectFrom('phone_numbers').select('number').where('number', 'like', '%33334444')
    expect(new Set((await rows.execute()).map(({ number }) => number))).toEqual(new Set(['+4915733334444']))
  })

  test('is canonical before every budget: for the hour and the day as well (R25, R135)', async () => {
    const spellings = [
      '+4915733335555',
      '+49 157 3333 5555',
      '+49 (157) 33335555',
      '+49-157-33335555',
      '+49157/33335555',
    ]
    let sent = 0
    for (let round = 0; round < 30; round++) {
      const place = await numberOf(await person(), spellings[round % spellings.length])
      if ((await place.prepare()).status === 200) sent++
      app.clock.advance(5 * 60_000)
    }
    // Two and a half hours: five in the first one, five more, and the day is used up.
    expect(sent).toBe(10)
  })
})

async function userIdOf({ browser }: Person): Promise<string> {
  return (await browser.get<{ id: string }>('/me')).response.id
}
