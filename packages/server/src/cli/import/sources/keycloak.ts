import { toBase32 } from '../../../factors/totp/base32.ts'
import { type Fields, flag, isFields, name, object, objects, requireText, text, texts, time } from '../fields.ts'
import { type IncomingApp, type IncomingPassword, incoming, incomingApp } from '../incoming.ts'
import type { Source } from '../source.ts'

/** The export of a realm with its users (`kc.sh export`). */
export const keycloak: Source = {
  users: 'users',
  others: {},
  read(record) {
    const email = text(record, 'email')
    const credentials = objects(record, 'credentials').map((row) => ({
      type: text(row, 'type') ?? 'unknown',
      secret: object(row, 'secretData'),
      data: object(row, 'credentialData'),
      name: name(row, 'userLabel'),
      createdAt: time(row, 'createdDate'),
    }))
    const username = name(record, 'username')
    const leftOut: string[] = []
    const apps: IncomingApp[] = []
    let password: IncomingPassword | null = null
    for (const credential of credentials) {
      if (credential.type === 'password') password ??= readPassword(credential.secret, credential.data)
      else if (credential.type === 'otp') {
        const secret = readOtp(credential.secret, credential.data)
        if (secret === null) leftOut.push('authenticator app (not SHA-1 with six digits every thirty seconds)')
        else apps.push(incomingApp(secret, credential.name, credential.createdAt))
      } else leftOut.push(what(credential.type))
    }
    const providers = objects(record, 'federatedIdentities').length
    if (providers > 0) leftOut.push(`accounts of other providers (${providers})`)
    return incoming({
      id: requireText(record, 'id'),
      emails: email === null ? [] : [{ address: email, isVerified: flag(record, 'emailVerified') }],
      // Realms where the address is the name of the user repeat it there.
      username: username?.includes('@') ? null : username,
      firstName: name(record, 'firstName'),
      lastName: name(record, 'lastName'),
      password,
      apps,
      privateMetadata: attributes(record),
      createdAt: time(record, 'createdTimestamp'),
      isBanned: record['enabled'] !== undefined && !flag(record, 'enabled'),
      leftOut,
    })
  },
}

function what(type: string): string {
  if (type.startsWith('webauthn')) return 'passkeys'
  return type === 'recovery-authn-codes' ? 'recovery codes' : 'a credential of another kind'
}

function readPassword(secret: Fields, data: Fields): IncomingPassword | null {
  const [value, salt] = [text(secret, 'value'), text(secret, 'salt')]
  if (value === null || salt === null) return null
  const algorithm = text(data, 'algorithm') ?? ''
  const rounds = Number(text(data, 'hashIterations'))
  if (algorithm === 'argon2')
    return { hasher: 'argon2', digest: phc(object(data, 'additionalParameters'), rounds, salt, value) }
  if (!/^pbkdf2(?:-sha(?:256|512))?$/.test(algorithm)) return { hasher: algorithm, digest: value }
  const name = algorithm === 'pbkdf2' ? 'pbkdf2-sha1' : algorithm
  return { hasher: 'pbkdf2', digest: `$${name}$i=${rounds}$${salt}$${value}` }
}

/** The parameters are lists of one text each. */
function phc(parameters: Fields, rounds: number, salt: string, value: string): string {
  const one = (field: string) => texts(parameters, field)[0] ?? ''
  const version = one('version') === '1.0' ? 16 : 19
  const unpadded = (encoded: string) => encoded.replace(/=+$/, '')
  const costs = `m=${one('memory')},t=${rounds},p=${one('parallelism')}`
  return `$argon2${one('type')}$v=${version}$${costs}$${unpadded(salt)}$${unpadded(value)}`
}

/** The secret is kept as the text whose bytes are the key, or in base32 where it says so. */
function readOtp(secret: Fields, data: Fields): string | null {
  const value = text(secret, 'value')
  const isOurs =
    data['subType'] === 'totp' && data['digits'] === 6 && data['period'] === 30 && data['algorithm'] === 'HmacSHA1'
  if (value === null || !isOurs) return null
  return data['secretEncoding'] === 'BASE32' ? value : toBase32(Buffer.from(value, 'utf8'))
}

/** Lists of one are what an attribute with one value looks like. */
function attributes(record: Fields): Fields {
  const all = record['attributes']
  if (!isFields(all)) return {}
  return Object.fromEntries(
    Object.entries(all).map(([key, value]) => [key, Array.isArray(value) && value.length === 1 ? value[0] : value]),
  )
}
