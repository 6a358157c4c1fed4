import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonTables, jsonValues } from './json-values.ts'
import { readRow, readRows } from './rows.ts'
import { type SourceName, sources } from './sources/index.ts'
import { hchacha20, openBetterAuth } from './xchacha.ts'

const names = Object.keys(sources) as SourceName[]
const fields =
  'id user_id userId email emails email_addresses verified_email_addresses primary_email_address phone phone_number phone_numbers password password_digest password_hasher password_hash passwordHash custom_password_hash credentials totp_secret backup_codes backup_code_set mfa_factors identities public_metadata user_metadata raw_user_meta_data attributes created_at createdAt createdTimestamp banned blocked enabled banned_until username name first_name'.split(
    ' ',
  )

test.each(names)(
  'whatever a file of %s says, it is a user or a reason, and the reason repeats nothing of it',
  (name) => {
    const odd = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant({ toString: 1 }), fc.string(), fc.constant('[1]'))
    const record = fc.dictionary(fc.constantFrom(...fields), odd, { maxKeys: 8 })
    fc.assert(
      fc.property(record, fc.array(record, { maxLength: 2 }), (row, others) => {
        const whole: Record<string, unknown> = { id: 'secret-id', ...row }
        const grouped = new Map(
          Object.keys(sources[name].others).map((table) => [table, new Map([['secret-id', others]])] as const),
        )
        const read = readRow(sources[name], { line: 7, record: whole }, grouped, { betterAuth: 'x' })
        expect(read.line).toBe(7)
        if ('reason' in read)
          expect(read.reason).toMatch(/^[\w.-]+ (?:is|are|names) [\w ,-]+$|^the user is deleted there$/)
        else expect(typeof read.user.id).toBe('string')
      }),
      { numRuns: 300 },
    )
  },
)

test('an item of a JSON file is found with its line, however the file is laid out', () => {
  const item = fc.record({ text: fc.string(), nested: fc.array(fc.record({ 'a"b': fc.string() }), { maxLength: 2 }) })
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), fc.constantFrom(0, 2), (items, indent) => {
      const layouts = [JSON.stringify(items, null, indent), items.map((one) => JSON.stringify(one)).join('\n\n')]
      for (const text of layouts) {
        const values = [...jsonValues(text)]
        expect(values.map((value) => JSON.parse(value.text))).toEqual(items)
        const lines = text.split('\n')
        for (const value of values) expect(lines[value.line - 1]).toContain(value.text.split('\n')[0])
      }
      const tables = jsonTables(JSON.stringify({ version: '{[', users: items, more: { users: 1 } }, null, indent))
      expect([...jsonValues(tables.get('users')?.text ?? '')].map((value) => JSON.parse(value.text))).toEqual(items)
    }),
  )
})

test('no text stops the reader of JSON, and a broken item costs itself alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\\n a1') }), (text) => {
      expect([...jsonValues(text)].length).toBeLessThanOrEqual(text.length)
      expect(jsonTables(text).size).toBeLessThanOrEqual(text.length)
    }),
  )
  expect([...jsonValues('[{"a":1},\n{"b":},\n{"c":3}]')].map(({ line, text }) => `${line} ${text}`)).toEqual([
    '1 {"a":1}',
    '2 {"b":}',
    '3 {"c":3}',
  ])
  expect([...jsonValues('{"a":1}\n{"b":\n{"c":3}')].map(({ line }) => line)).toEqual([1, 2, 3])
})

test('the key of a sealed value is the one of the standard’s example (draft-irtf-cfrg-xchacha §2.2.1)', () => {
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
  const nonce = Buffer.from('000000090000004a0000000031415927', 'hex')
  expect(hchacha20(key, nonce).toString('hex')).toBe('82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc')
  for (const sealed of ['', 'zz', '00'.repeat(20), '00'.repeat(60), `$ba$1$${'00'.repeat(60)}`])
    expect(openBetterAuth('x', sealed)).toBeNull()
})

const user = (name: SourceName, record: Record<string, unknown>, factors: Record<string, unknown>[] = []) => {
  const grouped = new Map([['mfa_factors', new Map([['u1', factors]])]])
  const read = readRow(sources[name], { line: 1, record: { id: 'u1', ...record } }, grouped, { betterAuth: null })
  if ('reason' in read) throw new Error(read.reason)
  return read.user
}

test('keeps every authenticator app of a user, with its name', () => {
  const secrets = ['JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU']
  const credentialData = { subType: 'totp', digits: 6, period: 30, algorithm: 'HmacSHA1', secretEncoding: 'BASE32' }
  const ofKeycloak = user('keycloak', {
    credentials: secrets.map((value, index) => ({
      ...{ type: 'otp', userLabel: `app ${index}`, secretData: { value }, credentialData },
    })),
  })
  const ofSupabase = user(
    'supabase',
    {},
    secrets.map((secret, index) => ({
      ...{ status: 'verified', factor_type: 'totp', secret, friendly_name: `app ${index}` },
    })),
  )
  const ofAuth0 = user('auth0', { user_id: 'u1', mfa_factors: secrets.map((secret) => ({ totp: { secret } })) })
  const named = secrets.map((secret, index) => [secret, `app ${index}`])
  expect(ofKeycloak.apps.map(({ secret, name }) => [secret, name])).toEqual(named)
  expect(ofSupabase.apps.map(({ secret, name }) => [secret, name])).toEqual(named)
  expect(ofAuth0.apps.map(({ secret }) => secret)).toEqual(secrets)
  for (const { leftOut } of [ofKeycloak, ofSupabase, ofAuth0]) expect(leftOut).toEqual([])
})

test.each([
  ['Latin-1', Buffer.from('Zoë', 'latin1')],
  ['UTF-16', Buffer.from('\ufeffZoë', 'utf16le')],
  ['UTF-16 without a mark', Buffer.from('Zo', 'utf16le')],
])('refuses a file in %s as a whole, and says how to convert it', async (_, name) => {
  const directory = mkdtempSync(join(tmpdir(), 'encoding-'))
  const json = join(directory, 'users.json')
  const table = join(directory, 'users.csv')
  writeFileSync(json, Buffer.concat([Buffer.from('[{"id":"1","first_name":"'), name, Buffer.from('"}]')]))
  writeFileSync(table, Buffer.concat([Buffer.from('id,first_name\n1,Ada\n2,'), name, Buffer.from('\n')]))
  const all = async (file: string) => {
    for await (const _ of readRows(sources.csv, { file }, { betterAuth: null })) expect.unreachable('a row was read')
  }
  for (const file of [json, table]) await expect(all(file)).rejects.toThrow(/is not encoded in UTF-8.*iconv/)
  rmSync(directory, { recursive: true })
})
