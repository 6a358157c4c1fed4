import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { configTable, readConfig } from './config.ts'
import { StartupError } from './lib/startup-error.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64')

function problems(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof StartupError) return error.message
    throw error
  }
  return 'none'
}

test('without any variable the documented defaults hold', () => {
  expect(readConfig({})).toMatchObject({
    port: 4100,
    host: '127.0.0.1',
    url: 'http://localhost:4100',
    dataDir: join(process.cwd(), 'data'),
    database: { kind: 'sqlite', directory: join(process.cwd(), 'data') },
    mail: { kind: 'inbox' },
    sms: [{ kind: 'inbox' }],
    devLatencyMs: 0,
    logLevel: 'info',
  })
  expect(readConfig({})).not.toHaveProperty('masterKeys')
})

test('the base URL follows the port, loses its slash, and is taken from nowhere else (R125)', () => {
  expect(readConfig({ PORT: '4860' }).url).toBe('http://localhost:4860')
  expect(readConfig({ COUNTERSIGN_URL: 'https://Auth.Example.com/' }).url).toBe('https://auth.example.com')
})

test('an empty variable is one that is not set', () => {
  expect(readConfig({ PORT: '', COUNTERSIGN_URL: ' ', DATABASE_URL: '' }).port).toBe(4100)
})

test('every problem is told at once, each with its variable (R114)', () => {
  const text = problems({
    PORT: '99999',
    COUNTERSIGN_URL: 'auth.example.com',
    COUNTERSIGN_MASTER_KEY: 'short',
    COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.0/8, nonsense',
    COUNTERSIGN_DEV_LATENCY_MS: '-1',
    COUNTERSIGN_METRICS_TOKEN: 'short',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://x',
  })
  for (const name of [
    'PORT',
    'COUNTERSIGN_URL',
    'COUNTERSIGN_MASTER_KEY',
    'COUNTERSIGN_TRUSTED_PROXIES',
    'COUNTERSIGN_DEV_LATENCY_MS',
    'COUNTERSIGN_METRICS_TOKEN',
    'LOG_LEVEL',
    'DATABASE_URL',
  ]) {
    expect(text).toContain(`- ${name} `)
  }
  expect(text).toContain('8 problem')
})

test.each([
  ['COUNTERSIGN_MASTERKEY', 'COUNTERSIGN_MASTER_KEY'],
  ['COUNTERSIGN_DATADIR', 'COUNTERSIGN_DATA_DIR'],
  ['COUNTERSIGN_TRUSTED_PROXY', 'COUNTERSIGN_TRUSTED_PROXIES'],
  ['COUNTERSIGN_PORT', 'PORT'],
  ['COUNTERSIGN_HOST', 'HOST'],
  ['COUNTERSIGN_DATABASE_URL', 'DATABASE_URL'],
  ['COUNTERSIGN_LOGLEVEL', 'LOG_LEVEL'],
])('the misspelt %s stops the start and %s is proposed', (given, meant) => {
  expect(problems({ [given]: 'x' })).toContain(`${given} is not a variable of Countersign. Did you mean ${meant}?`)
})

test('PostgreSQL needs a master key that every server shares (R114)', () => {
  expect(problems({ DATABASE_URL: 'postgres://localhost/x' })).toContain('COUNTERSIGN_MASTER_KEY')
  expect(problems({ DATABASE_URL: 'postgres://localhost/x', COUNTERSIGN_MASTER_KEY: key })).toBe('none')
})

test('several master keys are read, newest first, from a variable or a file, not from both (R114, R115)', () => {
  const other = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index)).toString('base64')
  const path = join(folder, 'key')
  writeFileSync(path, `${key}\n`)
  expect(
    readConfig({ COUNTERSIGN_MASTER_KEY: `${other},${key}` }).masterKeys?.map((one) => one.toString('base64')),
  ).toEqual([other, key])
  expect(readConfig({ COUNTERSIGN_MASTER_KEY_FILE: path }).masterKeys?.[0]?.toString('base64')).toBe(key)
  expect(problems({ COUNTERSIGN_MASTER_KEY: key, COUNTERSIGN_MASTER_KEY_FILE: path })).toContain('both set')
  expect(problems({ COUNTERSIGN_MASTER_KEY_FILE: join(folder, 'none') })).toContain('cannot be read')
})

test('a key nobody drew at random is refused, and no message quotes a key (R50, R114)', () => {
  for (const text of [Buffer.alloc(32).toString('base64'), Buffer.alloc(32, 'example').toString('base64')]) {
    expect(problems({ COUNTERSIGN_MASTER_KEY: text })).toContain('example')
    expect(problems({ COUNTERSIGN_MASTER_KEY: text })).not.toContain(text)
  }
  const short = Buffer.alloc(16, 7).toString('base64')
  expect(problems({ COUNTERSIGN_MASTER_KEY: short })).not.toContain(short)
})

test('a transport that cannot be read is told without its credentials', () => {
  const { COUNTERSIGN_SMS, COUNTERSIGN_MAIL } = {
    COUNTERSIGN_SMS: 'inbox:,twilio://AC1:hush-hush@api.twilio.com',
    COUNTERSIGN_MAIL: 'pigeon://ada:hush-hush@mail.example.com',
  }
  const told = problems({ COUNTERSIGN_SMS, COUNTERSIGN_MAIL })
  expect(told).toContain('COUNTERSIGN_SMS')
  expect(told).toContain('COUNTERSIGN_MAIL')
  expect(told).not.toContain('hush-hush')
})

test('transports are read in the order they are tried', () => {
  const { sms, mail } = readConfig({
    COUNTERSIGN_SMS: 'webhook+http://127.0.0.1:9/sms?secret=s,inbox:',
    COUNTERSIGN_MAIL: 'smtp://mail.example.com',
  })
  expect(sms.map(({ kind }) => kind)).toEqual(['webhook', 'inbox'])
  expect(mail).toMatchObject({ kind: 'smtp', host: 'mail.example.com' })
})

test('behind https Twilio sends its receipts here', () => {
  const COUNTERSIGN_SMS = 'twilio://AC1:t@api.twilio.com?from=+15550100'
  const callbackOf = (COUNTERSIGN_URL: string) => readConfig({ COUNTERSIGN_SMS, COUNTERSIGN_URL }).sms[0]
  expect(callbackOf('https://auth.example.com/')).toMatchObject({
    statusCallback: 'https://auth.example.com/v1/receipts/twilio',
  })
  expect(callbackOf('http://localhost:4100')).toMatchObject({ statusCallback: null })
})

test('proxies are trusted by address or range', () => {
  const { trustedProxies } = readConfig({ COUNTERSIGN_TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.0.2.1' })
  expect([
    trustedProxies.check('10.1.2.3'),
    trustedProxies.check('::1', 'ipv6'),
    trustedProxies.check('192.0.2.1'),
  ]).toEqual([true, true, true])
  expect(trustedProxies.check('192.0.2.2')).toBe(false)
})

test('every variable has a line in the reference, once', () => {
  const names = configTable.map((row) => row.name)
  expect(new Set(names).size).toBe(names.length)
  expect(configTable.every((row) => row.meaning.endsWith('.'))).toBe(true)
})

test.each([
  ['https://help.example.com/it', 'https://help.example.com/it'],
  ['mailto:it@example.com', 'mailto:it@example.com'],
])('COUNTERSIGN_FEEDBACK_URL takes %s (S17)', (text, url) => {
  expect(readConfig({ COUNTERSIGN_FEEDBACK_URL: text }).feedbackUrl).toBe(url)
})

test.each(['javascript:alert(1)', 'mailto:', '//help.example.com', 'help'])(
  'COUNTERSIGN_FEEDBACK_URL refuses %s, which is no address to lead to (S17)',
  (text) => {
    expect(() => readConfig({ COUNTERSIGN_FEEDBACK_URL: text })).toThrow(/COUNTERSIGN_FEEDBACK_URL must be an address/)
  },
)
