import { expect, test } from 'vitest'
import { enrol, me, startSignIn } from '../support/browser.ts'
import {
  addApp,
  app,
  apps,
  begin,
  confirm,
  isRight,
  minute,
  person,
  setScene,
  shown,
  signIn,
  visitor,
} from './scene.ts'

setScene()
const driftOf = async (id: string) =>
  app.context.db.selectFrom('totp_factors').select(['drift', 'lean']).where('id', '=', id).executeTakeFirstOrThrow()
const next = () => app.clock.advance(30_000)

test.each([
  ['fast', 4, 'about 2 min fast'],
  ['slow', -6, 'about 3 min slow'],
])(
  'a phone whose clock is %s is told so while its app is set up, and a second code sets it up as it is',
  async (way, steps, words) => {
    const { browser } = await person()
    const { id, secret } = (await begin(browser, 'Phone')).response
    const code = shown(secret ?? '', steps)
    const told = await confirm(browser, id, code)
    expect([told.code, told.errors[0]?.long_message]).toEqual([`totp_clock_${way}`, expect.stringContaining(words)])
    expect((await me(browser)).response.totp_enabled).toBe(false)
    // The same code again proves nothing about the clock.
    expect((await confirm(browser, id, code)).code).toBe('form_code_incorrect')
    next()
    expect((await confirm(browser, id, shown(secret ?? '', steps))).response.verified).toBe(true)
    expect(await driftOf(id)).toEqual({ drift: steps, lean: 0 })
    next()
    expect(await isRight(browser, shown(secret ?? '', steps))).toBe(true)
    next()
    // The window moved, it did not grow (R3).
    for (const away of [-2, 2]) expect(await isRight(browser, shown(secret ?? '', steps + away))).toBe(false)
  },
)

test('a clock that is set right after the hint sets the app up with the next code', async () => {
  const { browser } = await person()
  const { id, secret } = (await begin(browser)).response
  expect((await confirm(browser, id, shown(secret ?? '', 20))).code).toBe('totp_clock_fast')
  expect((await confirm(browser, id, shown(secret ?? '', 23))).code).toBe('form_code_incorrect')
  expect((await confirm(browser, id, shown(secret ?? ''))).response.verified).toBe(true)
  expect(await driftOf(id)).toEqual({ drift: 0, lean: 0 })
  next()
  expect(await isRight(browser, shown(secret ?? ''))).toBe(true)
})

test('at sign-in a code of another time is a failed guess that says which way the clock is off, once', async () => {
  const { browser, email } = await person()
  const { secret } = await enrol(browser)
  app.clock.advance(10 * minute)
  const behind = await signIn(email, shown(secret, -8))
  expect([behind.code, behind.errors[0]?.long_message]).toEqual([
    'form_code_behind',
    expect.stringContaining('about 4 min old'),
  ])
  const code = shown(secret, 4)
  const ahead = await signIn(email, code)
  expect([ahead.code, ahead.errors[0]?.long_message]).toEqual([
    'form_code_ahead',
    expect.stringContaining('about 2 min from now'),
  ])
  const { id } = (await me(browser)).response
  const failures = app.context.db.selectFrom('failures').select('count').where('subject', '=', id)
  expect(await failures.execute()).toEqual([{ count: 2 }])
  // Whoever guessed a code of the future must not be able to wait for it (R4).
  app.clock.advance(2 * minute)
  expect((await signIn(email, code)).code).toBe('form_code_incorrect')
  next()
  expect(await isRight(browser, shown(secret))).toBe(true)
})

test('an app that was let run ahead starts from our time anew when its phone is set right, after one failed guess', async () => {
  const { browser, email } = await person()
  const other = await addApp(browser, 'Tablet')
  const { id, secret } = (await begin(browser, 'Phone')).response
  await confirm(browser, id, shown(secret ?? '', -10))
  next()
  await confirm(browser, id, shown(secret ?? '', -10))
  app.clock.advance(minute)
  expect((await signIn(email, shown(secret ?? ''))).code).toBe('form_code_clock_changed')
  expect(await driftOf(id)).toEqual({ drift: 0, lean: 0 })
  next()
  expect(await isRight(browser, shown(secret ?? ''))).toBe(true)
  expect(await driftOf(other.id)).toEqual({ drift: 0, lean: 0 })
})

test('a clock that is a step ahead five times in a row is followed, that of this app alone', async () => {
  const { browser, email } = await person()
  const [phone, tablet] = [await addApp(browser, 'Phone'), await addApp(browser, 'Tablet')]
  for (let i = 0; i < 5; i++) {
    expect(await isRight(browser, shown(phone.secret, 1))).toBe(true)
    next()
  }
  expect([await driftOf(phone.id), await driftOf(tablet.id)]).toEqual([
    { drift: 1, lean: 0 },
    { drift: 0, lean: 0 },
  ])
  app.clock.advance(minute)
  expect(await isRight(browser, shown(phone.secret, 2))).toBe(true)
  expect((await signIn(email, shown(tablet.secret, 2))).code).toBe('form_code_ahead')
  const first = await startSignIn(visitor(), email)
  expect(first.response.status).toBe('needs_second_factor')
  expect(await apps(browser)).toHaveLength(2)
})
