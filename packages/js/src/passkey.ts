import { CountersignError } from './error.ts'

/** Whether this browser can use passkeys at all; pages of IP addresses and old browsers cannot. */
export function isPasskeySupported(): boolean {
  return typeof globalThis.PublicKeyCredential === 'function'
}

/** Whether the browser can offer passkeys in the list of a field it fills in. */
export async function isPasskeyAutofillSupported(): Promise<boolean> {
  const { browserSupportsWebAuthnAutofill } = await webauthn()
  return browserSupportsWebAuthnAutofill()
}

/**
 * Asks the browser to sign what the server asked, and gives back the text to post. `autofill` waits in the list of a field for as long as the
 * page is there, until another request for a passkey takes its place.
 */
export async function signWithPasskey(nonce: string | null | undefined, autofill = false): Promise<string> {
  const { startAuthentication } = await webauthn()
  const optionsJSON = JSON.parse(nonce ?? '{}')
  return asked(() => startAuthentication({ optionsJSON, useBrowserAutofill: autofill }))
}

/** Asks the browser to make a passkey. */
export async function makePasskey(nonce: string | null | undefined): Promise<string> {
  const { startRegistration } = await webauthn()
  return asked(() => startRegistration({ optionsJSON: JSON.parse(nonce ?? '{}') }))
}

// Loaded when somebody uses a passkey: most pages open without.
const webauthn = () => import('@simplewebauthn/browser')

async function asked(ask: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await ask())
  } catch (error) {
    throw passkeyError(error)
  }
}

/** Why no passkey came, in words for people. A person who closed the window knows; nothing tells whether a passkey exists. */
function passkeyError(error: unknown): CountersignError {
  const { name } = error instanceof Error ? error : { name: '' }
  if (name === 'InvalidStateError')
    return new CountersignError(
      'passkey_exists',
      'There is a passkey for this account on this device already. Use that one.',
    )
  if (name === 'NotAllowedError' || name === 'AbortError')
    return new CountersignError('passkey_cancelled', 'No passkey was used. Try again, or choose another way.')
  return new CountersignError('passkey_unavailable', 'This browser cannot use a passkey here. Choose another way.')
}
