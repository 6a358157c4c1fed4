import type { PasskeyView, SignInView } from '@countersign/contract'
import { Authenticator, type Lies } from './authenticator.ts'
import type { Answer, Browser } from './browser.ts'

export const startPasskey = (browser: Browser) => browser.post<PasskeyView>('/me/passkeys')

export const nonceOf = (view: { nonce?: string | null } | null | undefined): string => view?.nonce ?? '{}'

export function confirmPasskey(browser: Browser, started: PasskeyView, public_key_credential: string) {
  const fields = { strategy: 'passkey', public_key_credential }
  return browser.post<PasskeyView>(`/me/passkeys/${started.id}/attempt_verification`, fields)
}

/** Adds a passkey of this authenticator to whoever is signed in. */
export async function addPasskey(browser: Browser, device = new Authenticator()) {
  const { response: started } = await startPasskey(browser)
  const made = device.create(nonceOf(started.verification), browser.origin)
  const confirmed = await confirmPasskey(browser, started, made)
  if (confirmed.status !== 200) throw new Error(`no passkey: ${JSON.stringify(confirmed.body)}`)
  return { device, passkey: confirmed.response }
}

export const askWithPasskey = (browser: Browser) =>
  browser.post<SignInView>('/client/sign_ins', { strategy: 'passkey' })

/** Posts what a passkey signed for the first or second step of a sign-in. */
export function prove(browser: Browser, id: string, step: 'first' | 'second', public_key_credential: string) {
  const fields = { strategy: 'passkey', public_key_credential }
  return browser.post<SignInView>(`/client/sign_ins/${id}/attempt_${step}_factor`, fields)
}

/** A whole sign-in in a browser that knows nobody. */
export async function signInByPasskey(
  browser: Browser,
  device: Authenticator,
  lies: Lies = {},
): Promise<Answer<SignInView>> {
  const { response } = await askWithPasskey(browser)
  const signed = device.get(nonceOf(response.first_factor_verification), browser.origin, lies)
  return prove(browser, response.id, 'first', signed)
}
