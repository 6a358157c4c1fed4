import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { buildPage } from './support/built-page.ts'
import { type Instance, type InstanceWish, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openExpressBeside } from './support/server-apps.ts'
import { openSite, type PageSettings, type Site } from './support/site.ts'
import { openTlsFront } from './support/tls.ts'
import { type Visitor, visit } from './support/visitor.ts'

let server: RunningServer
test.beforeAll(async () => {
  server = await startBesidePackages({ COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1' })
})
test.afterAll(() => server?.stop())

async function openApp(
  wish: InstanceWish,
  page: string,
  settings: Partial<PageSettings> = {},
  origin?: string,
): Promise<{ instance: Instance; site: Site }> {
  const instance = await makeInstance(server, wish)
  await instance.clerk.users.createUser({ emailAddress: ['ada@example.com'], password })
  const site = await openSite(instance, page, settings)
  await instance.backend.changeSettings({ allowed_origins: [origin ?? site.url] })
  return { instance, site }
}

/** In and, after a reload, still in; then out. Returns what requests were made on the way, and the cookies while signed in. */
async function goThrough(visitor: Visitor, url: string) {
  const sdk = new Sdk(visitor.page, url)
  const requests: URL[] = []
  visitor.page.on('request', (request) => requests.push(new URL(request.url())))
  await sdk.startSignIn('ada@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')
  await sdk.goto('/home')
  await sdk.expectSession('active')
  const cookies = (await visitor.context.cookies()).map(
    ({ name, domain, path, httpOnly, secure, sameSite }) =>
      `${name.replace(/^(__(?:client|client_uat|session))_[\w-]{8}$/, '$1_*')} ${domain}${path} ${sameSite}${httpOnly ? ' HttpOnly' : ''}${secure ? ' Secure' : ''}`,
  )
  // It ends with a navigation, which takes the answer of a call that waits for it along.
  await sdk.run((clerk: { signOut(): Promise<void> }) => {
    void clerk.signOut()
    return null
  })
  await visitor.page.waitForURL(`${url}/`)
  await sdk.goto('/home')
  await sdk.expectSession('none')
  return { requests, cookies: cookies.sort() }
}
const production = { environment: 'production', host: 'fapi.localhost' } as const
const plainCookies = [
  '__client localhost/ Lax HttpOnly',
  '__client_uat localhost/ Lax',
  '__client_uat_* localhost/ Lax',
  '__session localhost/ Lax',
  '__session_* localhost/ Lax',
  'clerk_active_context localhost/ Lax',
]

test.describe('an app that passes a path of its own on to the server', () => {
  for (const kind of ['scripts', 'react', 'bundled'] as const) {
    const what = { scripts: 'as scripts', react: 'in React', bundled: 'as a part of its own bundle' }[kind]
    test(`works with the SDK ${what}`, async ({ browser }) => {
      test.setTimeout(180_000)
      const assets = kind === 'scripts' ? undefined : await buildPage(kind)
      const wish = { ...production, host: `${kind}.example.test` }
      const { site } = await openApp(wish, kind === 'scripts' ? 'scripts' : 'react', assets && { assets })
      const visitor = await visit(browser)
      const { requests, cookies } = await goThrough(visitor, site.url)
      expect(cookies.filter((line) => !/_context/.test(line))).toEqual(
        plainCookies.filter((line) => !/_context/.test(line)),
      )
      expect(requests.filter((url) => url.origin !== site.url && /^http/.test(url.protocol))).toEqual([])
      expect(requests.some((url) => url.pathname.includes('/npm/'))).toBe(kind !== 'bundled')
      await visitor.close()
      await site.stop()
    })
  }
})

test('an app on another port of this machine works over plain http', async ({ browser }) => {
  test.setTimeout(180_000)
  const instance = await makeInstance(server, { ...production, host: 'ports.example.test' })
  await instance.clerk.users.createUser({ emailAddress: ['ada@example.com'], password })
  const site = await openSite(instance, 'react', {
    assets: await buildPage('react'),
    proxyUrl: instance.url,
    scripts: server.url,
  })
  await instance.backend.changeSettings({ allowed_origins: [site.url] })
  const visitor = await visit(browser)
  const { requests, cookies } = await goThrough(visitor, site.url)
  expect(
    requests.filter((url) => url.pathname.includes('/v1/')).every((url) => url.href.startsWith(instance.url)),
  ).toBe(true)
  expect(cookies).toContain(`__client localhost/i/${instance.slug} Lax HttpOnly`)
  expect(cookies).toContain('__client_* localhost/ Lax HttpOnly')
  expect(cookies).toContain('__client_uat localhost/ Lax')
  await visitor.close()
  await site.stop()
})

test('an app on a host beside the API’s shares only the time of the sign-in with it', async () => {
  test.setTimeout(120_000)
  const scripts = 'https://clerk.example.test'
  const settings = { scripts, proxyUrl: '' }
  const { site } = await openApp(
    { environment: 'production', host: 'clerk.example.test' },
    'scripts',
    settings,
    'https://app.example.test',
  )
  const front = await openTlsFront({ 'clerk.example.test': server.port, 'app.example.test': site.port })
  const visitor = await front.visit()
  const { requests, cookies } = await goThrough(visitor, 'https://app.example.test')
  expect(cookies.filter((line) => !/_context/.test(line))).toEqual([
    '__client clerk.example.test/ Lax HttpOnly Secure',
    '__client_uat .example.test/ Lax Secure',
    '__client_uat_* .example.test/ Lax Secure',
    '__session app.example.test/ Lax Secure',
    '__session_* app.example.test/ Lax Secure',
  ])
  expect(new Set(requests.filter((url) => /^http/.test(url.protocol)).map((url) => url.origin))).toEqual(
    new Set([scripts, 'https://app.example.test']),
  )
  await visitor.close()
  await front.stop()
  await site.stop()
})

test('the server of an app beside the API gets its cookies back by a handshake over both hosts', async () => {
  test.setTimeout(120_000)
  const app = 'https://app.example.org.test'
  const instance = await makeInstance(server, { environment: 'production', host: 'clerk.example.org.test' })
  await instance.backend.changeSettings({ allowed_origins: [app] })
  const { id } = await instance.clerk.users.createUser({ emailAddress: ['ada@example.com'], password })
  const site = await openExpressBeside(instance, server.url)
  const front = await openTlsFront({ 'clerk.example.org.test': server.port, 'app.example.org.test': site.port })
  const visitor = await front.visit()
  const sdk = new Sdk(visitor.page, app)
  await sdk.startSignIn('ada@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')
  for (const lost of [/^__none$/, /^__session/, /^__client_uat/]) {
    await visitor.context.clearCookies({ name: lost })
    for (const _again of [1, 2]) {
      await visitor.page.goto(`${app}/ssr`)
      await expect(visitor.page.locator('p')).toHaveText(`user=${id}`)
    }
    const cookies = await visitor.context.cookies()
    expect(cookies.filter(({ name }) => /handshake/.test(name))).toEqual([])
    expect(cookies.filter(({ name }) => name.startsWith('__client_uat')).map(({ domain }) => domain)).toEqual([
      '.example.org.test',
      '.example.org.test',
    ])
  }
  await visitor.close()
  await front.stop()
  await site.stop()
})

test.describe('a development key of a host that no cookie reaches', () => {
  const fapi = 'happy-hippo-1.clerk.accounts.dev'
  for (const through of ['the host itself', 'a path of the app'] as const) {
    test(`works with a development browser through ${through}`, async () => {
      test.setTimeout(120_000)
      const isDirect = through === 'the host itself'
      const host = isDirect ? fapi : 'calm-cat-2.clerk.accounts.dev'
      const settings = isDirect ? { scripts: `https://${host}`, proxyUrl: '' } : {}
      const { site } = await openApp({ environment: 'development', host }, 'scripts', settings)
      const front = await openTlsFront({ [host]: server.port })
      const visitor = await front.visit()
      const { requests, cookies } = await goThrough(visitor, site.url)
      const calls = requests.filter((url) => /\/v1\/(?:client|me)/.test(url.pathname))
      expect(calls.length).toBeGreaterThan(3)
      expect(calls.filter((url) => !/^[\w-]{43}$/.test(url.searchParams.get('__clerk_db_jwt') ?? ''))).toEqual([])
      expect(
        new Set(calls.map((url) => url.searchParams.get('__clerk_db_jwt'))).size,
        'it changed with the sign-in',
      ).toBeGreaterThan(1)
      expect(cookies.some((line) => line.startsWith('__client '))).toBe(!isDirect)
      await visitor.close()
      await front.stop()
      await site.stop()
    })
  }
})
