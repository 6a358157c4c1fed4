import { describe, expect, test } from 'vitest'
import { type Browser, enrol, mailed, me, signUp, startSignIn } from '../support/browser.ts'
import { pressUndo, undoToken, undoTokens } from '../support/undo.ts'
import {
  addEmail,
  addNumber,
  app,
  call,
  hour,
  idOf,
  instance,
  newPassword,
  person,
  readUser,
  reserve,
  setScene,
  signInByMail,
  subjects,
  tick,
  visitor,
} from './scene.ts'

setScene()

describe('“this wasn’t me” puts back what was there before', () => {
  test('a number that was removed is back, reserved and the default as it was; it is told by SMS without a link (R22, R73)', async () => {
    const { email, browser } = await person()
    const phone = await addNumber(browser, true)
    const id = await idOf(browser)
    tick()
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).status).toBe(200)
    const sms = (await mailed(browser, phone.phone_number)).at(-1)
    expect(sms?.body).toMatch(/^Acme: Text messages removed from 2-step/)
    expect(sms?.link ?? null).toBeNull()
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).phone_numbers).toMatchObject([
      { id: phone.id, reserved_for_second_factor: true, default_second_factor: true },
    ])
    expect((await mailed(browser, phone.phone_number)).at(-1)?.body).toContain('A change to your account was undone')
  })

  test('a number that was added is gone; the numbers there were are told by SMS, the new one is not (R22)', async () => {
    const { email, browser } = await person()
    const own = await addNumber(browser, false)
    const told = (await mailed(browser, own.phone_number)).length
    const other = await addNumber(browser, false)
    expect(await mailed(browser, own.phone_number)).toHaveLength(told + 1)
    expect((await mailed(browser, other.phone_number)).filter(({ code }) => !code)).toEqual([])
    const id = await idOf(browser)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).phone_numbers.map((phone) => phone.id)).toEqual([own.id])
  })

  test('a number released from the second step is reserved again', async () => {
    const { email, browser } = await person()
    const phone = await addNumber(browser, true)
    const id = await idOf(browser)
    await reserve(browser, phone.id, false)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).two_factor_enabled).toBe(true)
  })

  test('the address an intruder removed is told, its link works, and the intruder’s own address is gone (R72)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const other = await addEmail(browser)
    const primary = { primary_email_address_id: other.id }
    tick()
    expect((await browser.patch('/me', primary)).status).toBe(200)
    tick()
    const [own] = (await me(browser)).response.email_addresses
    expect((await browser.delete(`/me/email_addresses/${own?.id}`)).status).toBe(200)
    expect((await subjects(browser, email)).slice(-3)).toEqual([
      'E-mail address added – Acme',
      'Primary e-mail address changed – Acme',
      'E-mail address removed – Acme',
    ])
    expect(await undoTokens(browser, other.email_address)).toEqual([])
    await pressUndo(browser, await undoToken(browser, email))
    const user = await readUser(id)
    expect(user.email_addresses.map(({ email_address }) => email_address)).toEqual([email])
    expect(user.primary_email_address_id).toBe(own?.id)
    await signInByMail(email)
  })

  test('addresses that were there for three days get links, too, and stay', async () => {
    const { email, browser } = await person()
    const other = await addEmail(browser)
    app.clock.advance(73 * hour)
    const owner = visitor()
    await startSignIn(owner, email)
    await newPassword(owner, 'intruders own words')
    const id = await idOf(owner)
    expect((await pressUndo(owner, await undoToken(owner, other.email_address))).status).toBe(200)
    expect((await readUser(id)).email_addresses).toHaveLength(2)
  })

  test('an address that somebody else has proven since is theirs', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const [own] = (await me(browser)).response.email_addresses
    const other = await addEmail(browser)
    await browser.delete(`/me/email_addresses/${own?.id}`)
    const token = await undoToken(browser, email)
    app.clock.advance(60_000)
    await signUp(app, instance, email)
    expect((await pressUndo(browser, token)).status).toBe(200)
    expect((await readUser(id)).email_addresses).toEqual([])
    expect(await subjects(browser, other.email_address)).toContain('A change to your account was undone – Acme')
  })
})

describe('an SMS notice', () => {
  const told = async (browser: Browser, number: string) =>
    (await mailed(browser, number)).filter(({ code }) => !code).length

  test('is sent to a number five times a day at most (R135)', async () => {
    const { browser } = await person()
    await enrol(browser)
    const phone = await addNumber(browser, false)
    for (let i = 0; i < 7; i++) {
      expect((await reserve(browser, phone.id)).status).toBe(200)
      expect((await reserve(browser, phone.id, false)).status).toBe(200)
    }
    expect(await told(browser, phone.phone_number)).toBe(5)
  })

  test('is not sent where messages may not go or are not paid for, and the change goes on (R135)', async () => {
    const { browser } = await person()
    const phone = await addNumber(browser, true)
    await call('PATCH', '/instance/settings', { sms: { countries: ['FR'] } })
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    await call('PATCH', '/instance/settings', { sms: { countries: ['DE'] } })
    const { sms } = app.context.senders
    app.context.senders.sms = [{ name: 'none' } as unknown as (typeof sms)[number]]
    await call('PATCH', '/instance/settings', { sms: { daily_budget: 0 } })
    expect((await reserve(browser, phone.id)).status).toBe(200)
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    app.context.senders.sms = sms
    expect(await told(browser, phone.phone_number)).toBe(0)
  })
})
