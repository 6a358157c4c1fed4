import { expect, test } from 'vitest'
import { me } from '../support/browser.ts'
import { addPasskey, signInByPasskey } from '../support/passkeys.ts'
import { pressUndo, undoToken } from '../support/undo.ts'
import { app, call, idOf, person, readUser, setScene, signInByMail, visitor } from './scene.ts'

setScene()

test('“this wasn’t me” takes an added passkey off and puts a removed one back, its counter where it was (R37, R73)', async () => {
  await call('PATCH', '/instance/settings', { first_factors: { passkey: true } })
  const { email, browser } = await person()
  const id = await idOf(browser)
  const { device, passkey } = await addPasskey(browser)
  expect((await signInByPasskey(visitor(), device)).response.status).toBe('complete')
  app.clock.advance(1000)
  const { device: intruder } = await addPasskey(browser)
  await pressUndo(browser, await undoToken(browser, email))
  expect((await readUser(id)).passkeys.map((kept) => kept.id)).toEqual([passkey.id])
  expect((await signInByPasskey(visitor(), intruder)).code).toBe('passkey_incorrect')
  expect((await signInByPasskey(visitor(), device, { counter: 1 })).code).toBe('passkey_incorrect')
  // It opens the account as far as choosing a new password, which the undo demands.
  expect((await signInByPasskey(visitor(), device)).response.status).toBe('needs_new_password')
  const owner = await signInByMail(email)
  expect((await me(owner)).response.passkeys).toHaveLength(1)
})

test('a passkey that was removed is back', async () => {
  await call('PATCH', '/instance/settings', { first_factors: { passkey: true } })
  const { email, browser } = await person()
  const id = await idOf(browser)
  const { device, passkey } = await addPasskey(browser)
  app.clock.advance(1000)
  await browser.delete(`/me/passkeys/${passkey.id}`)
  await pressUndo(browser, await undoToken(browser, email))
  expect(await readUser(id)).toMatchObject({ passkeys: [{ id: passkey.id }] })
  expect((await signInByPasskey(visitor(), device)).response.status).toBe('needs_new_password')
})
