import { AppError } from '@countersign/contract'
import { expect, test } from 'vitest'
import { toOrigin } from './allowed-origin.ts'

const extension = 'abcdefghijklmnopabcdefghijklmnop'
const firefox = '2b1c1a40-7a3e-4f0e-9c55-0d6a9a1c2e3f'

test.each([
  ['https://App.Example.com/', 'https://app.example.com'],
  ['https://app.example.com:443', 'https://app.example.com'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['capacitor://localhost', 'capacitor://localhost'],
  ['Capacitor://localhost/', 'capacitor://localhost'],
  ['ionic://localhost', 'ionic://localhost'],
  ['tauri://localhost', 'tauri://localhost'],
  ['http://tauri.localhost', 'http://tauri.localhost'],
  ['app://bundle', 'app://bundle'],
  ['app://.', 'app://.'],
  ['app://-', 'app://-'],
  ['com.example.shop://localhost:8080', 'com.example.shop://localhost:8080'],
  [`chrome-extension://${extension}`, `chrome-extension://${extension}`],
  [`moz-extension://${firefox}`, `moz-extension://${firefox}`],
  // Safari does not lower the id, and what it sends is compared as it stands.
  [`safari-web-extension://${firefox.toUpperCase()}`, `safari-web-extension://${firefox.toUpperCase()}`],
])('a production instance can allow %s (R123)', (text, origin) => {
  expect(toOrigin(text, 'production')).toBe(origin)
})

test.each([
  ['null', /sandboxed/],
  ['Null', /sandboxed/],
  ['file://', /every local file/],
  ['file:///home/ada/index.html', /every local file/],
  ['file://server', /every local file/],
  ['*', /not an origin/],
  ['*://localhost', /not an origin/],
  ['capacitor://*', /not an origin/],
  ['capacitor://', /not an origin/],
  ['capacitor:localhost', /not an origin/],
  ['capacitor://localhost/path', /not an origin/],
  ['capacitor://localhost?a', /not an origin/],
  ['capacitor://user@localhost', /not an origin/],
  ['capacitor://localhost, https://evil.example', /not an origin/],
  ['capacitor://локальный', /not an origin/],
  ['app://a\\b', /not an origin/],
  ['app://a:123456', /not an origin/],
  ['chrome-extension://*', /not an origin/],
  ['chrome-extension://abcdef', /32 letters/],
  [`chrome-extension://${extension.toUpperCase()}`, /32 letters/],
  [`chrome-extension://${extension}:1`, /32 letters/],
  ['moz-extension://shop@example.com', /not an origin/],
  ['moz-extension://shop', /UUID/],
  ['safari-web-extension://shop', /UUID/],
  ['javascript://localhost', /no app/],
  ['data://localhost', /no app/],
  ['blob://localhost', /no app/],
  ['about://blank', /no app/],
  ['content://media', /no app/],
  ['ws://app.example.com', /no app/],
  ['wss://app.example.com', /no app/],
  ['ftp://app.example.com', /no app/],
  ['intent://localhost', /no app/],
  ['http://app.example.com', /https in a production instance/],
])('no instance can allow %j, and the reason is told (R123)', (text, reason) => {
  for (const environment of ['production', 'development'] as const) {
    if (environment === 'development' && text === 'http://app.example.com') continue
    expect(refusalOf(() => toOrigin(text, environment))).toMatch(reason)
  }
})

function refusalOf(attempt: () => unknown): string {
  try {
    return `allowed: ${attempt()}`
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toBe('settings_invalid')
    return JSON.stringify(error)
  }
}
