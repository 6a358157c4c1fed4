import { AppError } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { expect, test } from 'vitest'
import {
  assertSameParty,
  corsHeaders,
  isAllowedOrigin,
  type OriginPlace,
  originOf,
  preflightHeaders,
} from './origin.ts'

const settings = { ...defaultSettings, allowed_origins: ['https://app.example.com', 'https://other.example.com:8443'] }
const production: OriginPlace = {
  instance: { environment: 'production', host: 'clerk.example.com', settings },
  url: 'https://clerk.example.com',
  secure: true,
}
const development: OriginPlace = {
  instance: { environment: 'development', host: 'acme.localhost:4100', settings: defaultSettings },
  url: 'http://localhost:4100/i/acme',
  secure: false,
}

test.each(['https://clerk.example.com', 'https://app.example.com', 'https://other.example.com:8443'])(
  'a production instance answers %s (R123)',
  (origin) => {
    expect(corsHeaders(origin, production)).toMatchObject({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'Clerk-Db-Jwt, Date, Retry-After, X-Country, Authorization',
    })
  },
)

const strangers = [
  'null',
  '',
  '*',
  'https://evil.example',
  'http://clerk.example.com',
  'http://app.example.com',
  'https://app.example.com:444',
  'https://app.example.com.evil.example',
  'https://evilapp.example.com',
  'https://sub.app.example.com',
  'https://app.example.co',
  'https://app.example.com/',
  'https://app.example.com@evil.example',
  'https://user@app.example.com',
  'https://APP.example.com',
  'https://аpp.example.com',
  'https://app.example.com\\.evil.example',
  'https://other.example.com',
  'https://other.example.com:84430',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'file://',
  'chrome-extension://abcdef',
  'https://app.example.com, https://evil.example',
  'data:text/html,x',
]

test.each(strangers)('a production instance gives no CORS header and no pre-flight to %j (R123)', (origin) => {
  expect(corsHeaders(origin, production)).toEqual({})
  expect(preflightHeaders(origin, production)).toEqual({})
})

const apps = ['capacitor://localhost', 'app://bundle', 'chrome-extension://abcdefghijklmnopabcdefghijklmnop']
const withApps = {
  ...production,
  instance: { ...production.instance, settings: { ...settings, allowed_origins: apps } },
}

test.each(apps)('an instance that allows the app %s answers it, and lets it make changes (R121, R123)', (origin) => {
  const cors = { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' }
  expect([corsHeaders(origin, withApps), preflightHeaders(origin, withApps)]).toMatchObject([cors, cors])
  expect(outcome({ origin, site: 'cross-site', hasClientCookie: true }, withApps)).toBe('goes on')
  expect(outcome({ origin, site: 'cross-site', hasClientCookie: true })).toBe('origin_invalid')
})

test.each([
  ...[
    'null',
    'file://',
    'capacitor://',
    'capacitor://localhost:1',
    'capacitor://localhost.evil',
    'capacitor://LOCALHOST',
  ],
  ...['ionic://localhost', 'app://bundle/', 'app://bundle.', 'app://', 'http://bundle', 'https://bundle'],
  ...['chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba', 'moz-extension://abcdefghijklmnopabcdefghijklmnop'],
])('an instance that allows apps answers %j no more than before (R123)', (origin) => {
  expect([corsHeaders(origin, withApps), preflightHeaders(origin, withApps)]).toEqual([{}, {}])
  expect(outcome({ origin, site: undefined, hasClientCookie: false }, withApps)).toBe('origin_invalid')
})

test.each([
  ['http://localhost:3000', true],
  ['http://localhost', true],
  ['http://127.0.0.1:5173', true],
  ['http://[::1]:8080', true],
  ['http://app.localhost:4100', true],
  ['http://deep.app.localhost:4100', true],
  ['http://localhost:4100', true],
  ['http://acme.localhost:4100', true],
  ['http://localhost.evil.example', false],
  ['http://evil.example', false],
  ['http://evillocalhost', false],
  ['http://127.0.0.1.evil.example', false],
  ['http://127.0.0.2', false],
  ['http://0.0.0.0:3000', false],
  ['http://localhost:3000@evil.example', false],
  ['http://.localhost', false],
  ['null', false],
])('a development instance and %s: %s (R123)', (origin, isAllowed) => {
  expect(isAllowedOrigin(origin, development)).toBe(isAllowed)
})

const outcome = (sender: Parameters<typeof assertSameParty>[0], place = production) => {
  try {
    assertSameParty(sender, place)
    return 'goes on'
  } catch (error) {
    return error instanceof AppError ? error.code : error
  }
}

test.each([
  { origin: 'https://app.example.com', site: 'cross-site', hasClientCookie: true, expected: 'goes on' },
  { origin: 'https://app.example.com', site: undefined, hasClientCookie: false, expected: 'goes on' },
  { origin: 'https://evil.example', site: 'cross-site', hasClientCookie: true, expected: 'origin_invalid' },
  { origin: 'https://evil.example', site: undefined, hasClientCookie: false, expected: 'origin_invalid' },
  { origin: 'https://evil.example', site: 'same-origin', hasClientCookie: false, expected: 'origin_invalid' },
  { origin: 'null', site: 'cross-site', hasClientCookie: false, expected: 'origin_invalid' },
  { origin: undefined, site: 'same-origin', hasClientCookie: true, expected: 'goes on' },
  { origin: undefined, site: 'same-site', hasClientCookie: true, expected: 'origin_invalid' },
  { origin: undefined, site: 'cross-site', hasClientCookie: false, expected: 'origin_invalid' },
  { origin: undefined, site: 'none', hasClientCookie: true, expected: 'origin_invalid' },
  { origin: undefined, site: undefined, hasClientCookie: true, expected: 'origin_invalid' },
  { origin: undefined, site: undefined, hasClientCookie: false, expected: 'goes on' },
])(
  'a change sent with origin $origin, site $site, cookie $hasClientCookie: $expected (R121)',
  ({ expected, ...sender }) => {
    expect(outcome(sender)).toBe(expected)
  },
)

test('an origin is cut out of a referrer, and nothing else is taken for one', () => {
  expect(originOf('https://app.example.com/a?b=c')).toBe('https://app.example.com')
  expect(originOf('http://localhost:3000')).toBe('http://localhost:3000')
  for (const text of [undefined, '', 'app.example.com', 'javascript:alert(1)', 'https://', 'https://a@b.example/']) {
    expect(originOf(text)?.includes('@') ?? false).toBe(false)
  }
})
