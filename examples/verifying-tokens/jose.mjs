import { createRemoteJWKSet, jwtVerify } from 'jose'

/** Makes a function that resolves to the claims of an active session's token, and rejects every other token. */
export function createVerifier({ url, issuer, authorizedParties }) {
  const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`))
  return async (token) => {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      issuer,
      requiredClaims: ['sub', 'sid', 'exp'],
      clockTolerance: 10,
    })
    if (protectedHeader.cat !== 'cl_B7d4PD111AAA') throw new Error('This is not a session token.')
    if (payload.sts !== 'active') throw new Error('The session is pending: the user still owes a second factor.')
    if (payload.azp && !authorizedParties.includes(payload.azp)) throw new Error('This token is for another app.')
    return payload
  }
}
