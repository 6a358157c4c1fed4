import type { SignInView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, codeOf, enrol, me, password, signUp, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let email: string
let secret: string

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
  email = 'matrix@example.com'
  secret = (await enrol(await signUp(app, instance, email))).secret
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(1_800_000))

const visitor = () => new Browser(app, instance)
const json = <T>(browser: Browser, path: string, body: unknown): Promise<Answer<T>> =>
  browser.send<T>('POST', path, typeof body === 'string' ? body : JSON.stringify(body), 'application/json')

/** Values in the place of a code: none is one, though many hold the right digits. */
const notCodes = (right: string): [string, unknown][] => [
  ['empty', ''],
  ['null', null],
  ['missing', undefined],
  ['number', Number(right)],
  ['boolean', true],
  ['array', [right]],
  ['nested array', [[right]]],
  ['array of all', [right, '000000']],
  ['object', { code: right }],
  ['operator', { $ne: '' }],
  ['length object', { length: 6 }],
  ['empty array', []],
  ['empty object', {}],
  ['zero', 0],
  ['five digits', right.slice(1)],
  ['seven digits', `${right}0`],
  ['leading zero', `0${right}`],
  ['trailing NUL', `${right}\u0000`],
  ['plus', `+${right}`],
  ['minus', `-${right}`],
  ['decimal', `${right}.0`],
  ['exponent', `${right.slice(0, 4)}e1`],
  ['hex', `0x${right.slice(2)}`],
  ['quote', `${right}'--`],
  ['wildcard', '%'],
  ['wildcards', '______'],
  ['regex', '.*'],
  ['letters', 'abcdef'],
  ['true text', 'true'],
  ['null text', 'null'],
  ['undefined text', 'undefined'],
  ['NaN', 'NaN'],
  ['emoji', '🔑🔑🔑'],
  ['lone surrogate', `${right}\ud800`],
  ['very long', '0'.repeat(5000)],
  ['list', `${right},000000`],
]

describe('in the place of a code', () => {
  test.each(notCodes('123456').map(([name]) => name))('%s is refused and completes nothing (R9)', async (name) => {
    const browser = visitor()
    const begun = await startSignIn(browser, email)
    const path = `/client/sign_ins/${begun.response.id}/attempt_second_factor`
    const [, code] = notCodes(codeOf(secret, app.clock.now())).find(([label]) => label === name) ?? ['', '']
    for (const strategy of ['totp', 'backup_code']) {
      const answer = await json<SignInView>(browser, path, { strategy, code })
      expect(answer.status, strategy).toBeGreaterThanOrEqual(400)
      expect(answer.status, strategy).toBeLessThan(500)
    }
    if (typeof code === 'string') {
      const form = await browser.post<SignInView>(path, { strategy: 'totp', code })
      expect([form.status >= 400, form.status < 500]).toEqual([true, true])
    }
    expect((await me(browser)).status).toBe(401)
    // The same digits as they should be are still good: none of the above used them up.
    const proven = await browser.post<SignInView>(path, { strategy: 'totp', code: codeOf(secret, app.clock.now()) })
    expect(proven.response?.status ?? proven.code).toBe('complete')
  })

  test('accepts a code with a space between all digits (R9)', async () => {
    const browser = visitor()
    const begun = await startSignIn(browser, email)
    const path = `/client/sign_ins/${begun.response.id}/attempt_second_factor`
    const code = [...codeOf(secret, app.clock.now())].join(' ')
    expect((await json<SignInView>(browser, path, { strategy: 'totp', code })).response.status).toBe('complete')
  })
})

describe('in the place of a text', () => {
  const notTexts: [string, unknown][] = [
    ['null', null],
    ['number', 1],
    ['boolean', true],
    ['array', ['matrix@example.com']],
    ['two addresses', ['matrix@example.com', 'attacker@example.com']],
    ['object', { $gt: '' }],
    ['nested', { email: { address: 'matrix@example.com' } }],
  ]
  const places: [string, (value: unknown) => [string, unknown]][] = [
    ['the identifier', (identifier) => ['/client/sign_ins', { identifier, password }]],
    ['the password', (value) => ['/client/sign_ins', { identifier: email, password: value }]],
    ['the strategy', (strategy) => ['/client/sign_ins', { identifier: email, strategy }]],
    ['the ticket', (ticket) => ['/client/sign_ins', { strategy: 'ticket', ticket }]],
    ['the new address', (email_address) => ['/client/sign_ups', { email_address, password }]],
    ['the new password', (value) => ['/client/sign_ups', { email_address: 'new@example.com', password: value }]],
    ['the name', (first_name) => ['/client/sign_ups', { email_address: 'new@example.com', first_name }]],
  ]
  test.each(places)('of %s, nothing else is taken (R45, R76)', async (_, place) => {
    for (const [name, value] of notTexts) {
      const browser = visitor()
      const [path, body] = place(value)
      const answer = await json<SignInView & SignUpView>(browser, path, body)
      expect([name, answer.status]).toEqual([name, 422])
      expect(
        await app.context.db
          .selectFrom('email_addresses')
          .select('id')
          .where('address_key', 'like', '%attacker%')
          .execute(),
      ).toEqual([])
    }
  })
})

describe('a body', () => {
  const bodies: [string, string, string?][] = [
    ['no JSON', '{'],
    ['two values', '{}{}'],
    ['a list', '[]'],
    ['a text', '"identifier"'],
    ['a number', '1'],
    ['null', 'null'],
    ['prototype key', '{"__proto__":{"identifier":"x"}}'],
    ['constructor key', '{"constructor":{"prototype":{"isAdmin":true}}}'],
    ['one key twice', '{"identifier":"a@example.com","identifier":"b@example.com"}'],
    ['deeply nested', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`],
    ['NUL', '{"identifier":"a\\u0000b"}'],
    ['lone surrogate', '{"identifier":"\\ud800"}'],
    ['one field twice', 'identifier=a%40example.com&identifier=b%40example.com', 'application/x-www-form-urlencoded'],
    ['field list', 'identifier[]=a&identifier[]=b', 'application/x-www-form-urlencoded'],
    ['bad escape', 'identifier=%E0%A4%A', 'application/x-www-form-urlencoded'],
    ['NUL in a form', 'identifier=a%00b', 'application/x-www-form-urlencoded'],
    ['XML', '<a/>', 'application/xml'],
    ['multipart', '--x\r\n\r\n--x--', 'multipart/form-data; boundary=x'],
    ['plain text', 'identifier=a', 'text/plain'],
    ['no type', '{}', ''],
  ]
  test.each(bodies)(
    'with %s is the caller’s mistake at worst (R119, R127)',
    async (_, body, type = 'application/json') => {
      const browser = visitor()
      for (const path of ['/client/sign_ins', '/client/sign_ups', '/me/totp']) {
        const answer = await browser.send('POST', path, body, type)
        expect(answer.status).toBeLessThan(500)
      }
      expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
      expect((await me(browser)).status).toBe(401)
    },
  )
})
