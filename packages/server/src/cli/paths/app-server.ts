import { claimsOf, type Held, heldBy, most } from './held.ts'
import type { Scratch } from './scratch.ts'
import { backend, keep, type Visitor } from './visitor.ts'

/** Sends the browser by for the cookies of the app; the nonce that stands for them. */
export async function shakeHands(visitor: Visitor, { made }: Scratch): Promise<string> {
  const redirect = encodeURIComponent(`http://${made.instance.host}/`)
  const { headers } = await visitor.ask('GET', `/client/handshake?redirect_url=${redirect}&format=nonce`)
  const name = '__clerk_handshake_nonce'
  return URL.parse(headers.get('location') ?? '')?.searchParams.get(name) ?? visitor.cookie(name)
}

/** Sets what the nonce stands for, and says what that is worth. */
export async function redeem(visitor: Visitor, nonce: string, scratch: Scratch): Promise<Held> {
  const { response } = await backend(scratch, 'GET', `/clients/handshake_payload?nonce=${nonce}`)
  visitor.appCookies.clear()
  for (const line of (response?.['directives'] ?? []) as string[]) keep(visitor.appCookies, line)
  return heldBy(visitor.appCookies.get('__session'))
}

/** Exchanges what the app's cookies hold for the next token. */
export async function refresh({ appCookies }: Visitor, scratch: Scratch): Promise<Held> {
  const expired_token = appCookies.get('__session') ?? ''
  const refresh_token = [...appCookies].find(([name]) => name.startsWith('__refresh_'))?.[1] ?? ''
  const sid = expired_token === '' ? 'none' : claimsOf(expired_token).sid
  const request_origin = `http://${scratch.made.instance.host}`
  const wish = { expired_token, refresh_token, request_origin }
  const { response } = await backend(scratch, 'POST', `/sessions/${sid}/refresh`, wish)
  return heldBy(response?.['jwt'])
}

/** All that an app's server gets for this browser. */
export async function appHolds(visitor: Visitor, scratch: Scratch): Promise<Held> {
  const redeemed = await redeem(visitor, await shakeHands(visitor, scratch), scratch)
  return most(redeemed, await refresh(visitor, scratch))
}
