import type { SessionVerificationView, SignInView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { type Browser, backend, mailedCode } from '../support/browser.ts'
import { createUser, newNumber, steps } from '../support/phones.ts'
import { app, instance, newEmail, setScene, strategies, visitor } from './scene.ts'

setScene()

describe('a session that began with a token of the app', () => {
  async function reserving() {
    const number = newNumber()
    const user_id = await createUser(app, instance, { phone_number: [], email_address: [newEmail()] })
    const fields = { user_id, phone_number: number, verified: true, reserved_for_second_factor: true }
    await backend(app, instance)('POST', '/phone_numbers', fields)
    return { number, user_id }
  }
  async function use(path: string, fields: object) {
    const { token } = (await backend(app, instance)<{ token: string }>('POST', path, fields)).response
    const browser = visitor()
    return { browser, begun: await browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket: token }) }
  }
  const reverify = async (browser: Browser, session: string, level: string) => {
    const path = `/client/sessions/${session}/verify`
    return { path, started: await browser.post<SessionVerificationView>(path, { level }) }
  }

  test('asks for the number as second step, and does not take it for both when proving again (R20)', async () => {
    const { number, user_id } = await reserving()
    const { browser, begun } = await use('/sign_in_tokens', { user_id })
    expect(begun.response.status).toBe('needs_second_factor')
    expect(strategies(begun.response.supported_second_factors)).toEqual(['phone_code'])
    const { prepareSecond, attemptSecond } = steps(browser, begun.response.id)
    await prepareSecond({ strategy: 'phone_code' })
    const done = await attemptSecond({ strategy: 'phone_code', code: await mailedCode(browser, number) })
    expect(done.response.status).toBe('complete')
    app.clock.advance(120_000)
    const { started } = await reverify(browser, done.response.created_session_id ?? '', 'multi_factor')
    expect(strategies(started.response.supported_first_factors)).not.toContain('phone_code')
  })

  test('of somebody who acts as the user never becomes theirs, whatever they prove (R20, R79)', async () => {
    const { user_id } = await reserving()
    const { browser, begun } = await use('/actor_tokens', { user_id, actor: { sub: 'user_admin' } })
    const session = begun.response.created_session_id ?? ''
    const { path, started } = await reverify(browser, session, 'second_factor')
    const prepared = await browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' })
    const attempted = await browser.post(`${path}/attempt_second_factor`, { strategy: 'phone_code', code: '123456' })
    for (const { code } of [started, prepared, attempted]) expect(code).toBe('impersonation_not_allowed')
    const phone = { phone_number: newNumber() }
    expect((await browser.post('/me/phone_numbers', phone)).code).toBe('impersonation_not_allowed')
  })
})
