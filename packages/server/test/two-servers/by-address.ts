import { defaultSettings } from '@countersign/contract/settings'
import { expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { findDashboard } from '../../src/instances/instances.store.ts'
import { type LimitName, limitsFor } from '../../src/limits/limits.ts'
import type { TestApp } from '../support/app.ts'
import { type Answer, type Browser, backend } from '../support/browser.ts'
import { Operator } from '../support/operator.ts'
import { burst, type Row } from './burst.ts'
import { newInstance, visitor } from './people.ts'
import { both, here } from './servers.ts'

const limits = limitsFor(defaultSettings)

/** One request of each kind that is limited by address. What it is answered does not matter, as long as it is not 429. */
const kinds: Record<LimitName, (browser: Browser, instance: CreatedInstance) => Promise<Answer<unknown>>> = {
  sign_in_start: (browser) => browser.post('/client/sign_ins'),
  passkey_offer: (browser) => browser.post('/client/sign_ins', { strategy: 'passkey' }),
  first_factor: (browser) => browser.post('/client/sign_ins/none/attempt_first_factor', { password: 'x' }),
  second_factor: (browser) =>
    browser.post('/client/sign_ins/none/attempt_second_factor', { strategy: 'totp', code: '1' }),
  send: (browser) => browser.post('/client/sign_ins/none/prepare_second_factor', { strategy: 'phone_code' }),
  sign_up: (browser) => browser.post('/client/sign_ups'),
  account_change: (browser) => browser.post('/me/phone_numbers', { phone_number: '+49' }),
  token: (browser) => browser.post('/client/sessions/none/tokens'),
  // Taken before anybody is asked who they are.
  user_list: (browser, instance) => {
    const operator = new Operator(both, instance)
    operator.headers = browser.headers
    return operator.ask('GET', '/instances/none/users')
  },
  backend: (browser, instance) => {
    const request = (url: string, init: RequestInit) =>
      both.app.request(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...browser.headers } })
    return backend({ ...both, app: { request } as unknown as TestApp['app'] }, instance)('GET', '/users/count')
  },
}

/** With four requests left in one window and plenty in the others, eight at once. */
async function takeLastFour(name: LimitName, seconds: number, allowed: number): Promise<void> {
  const instance = await newInstance()
  const browser = visitor(instance)
  const ask = () => kinds[name](browser, instance)
  expect((await ask()).status).not.toBe(429)
  const { db, keyring } = here.context
  const asked = name === 'user_list' ? await findDashboard(db) : instance.instance
  const subject = keyring.mac('limit', `${asked?.id}|${browser.headers['x-forwarded-for']}`)
  for (const window of limits[name].windows) {
    const left = window.seconds === seconds ? allowed - 4 : 0
    const key = `${subject}|${name}|${window.seconds}`
    const changed = await db.updateTable('limits').set({ count: left }).where('key', '=', key).executeTakeFirst()
    expect(changed.numUpdatedRows).toBe(1n)
  }
  const { too_many_requests: refused } = await burst(8, ask)
  expect(refused).toBe(4)
}

export const byAddress: Row[] = (Object.keys(kinds) as LimitName[]).flatMap((name) =>
  limits[name].windows.map(
    ({ count: allowed, seconds }): Row => [
      `${name}: ${allowed} in ${seconds} s`,
      () => takeLastFour(name, seconds, allowed),
    ],
  ),
)
