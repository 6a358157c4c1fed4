import { type BrowserContext, expect, type Request, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { type OpenApp, openExpress, openFastify, openHono, openOldExpress } from './support/server-apps.ts'
import type { Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

let server: RunningServer

test.beforeAll(async () => {
  server = await startBesidePackages()
})
test.afterAll(async () => server?.stop())

const apps: [name: string, open: OpenApp][] = [
  ['express', openExpress],
  ['hono', openHono],
  ['fastify', openFastify],
  ['express as it was before the nonce', openOldExpress],
]
const environments = ['production', 'development'] as const

for (const [name, open] of apps) {
  for (const environment of environments) {
    test.describe(`a server with @clerk/${name} and a ${environment} key`, () => {
      let instance: Instance
      let app: Site
      let visitor: Visitor
      let userId: string

      test.beforeAll(async () => {
        instance = await makeInstance(server, {
          environment,
          host: `${name.replaceAll(' ', '-')}-${environment}.example.test`,
        })
        app = await open(instance, server.url)
        await instance.backend.changeSettings({ allowed_origins: [app.url] })
        userId = (await instance.clerk.users.createUser({ emailAddress: ['ada@example.com'], password })).id
      })
      test.beforeEach(async ({ browser }) => {
        visitor = await visit(browser)
      })
      test.afterEach(() => visitor.close())
      test.afterAll(() => app?.stop())

      /** Whom the server takes the visitor for, and by how many handshakes it learned that. */
      const told = async () => {
        // The SDK counts those of two seconds, to stop loops; here each page is a visit of its own.
        await drop(/^__clerk_redirect_count/)
        const handshakes: string[] = []
        const count = (request: Request) => {
          if (/\/client\/handshake/.test(request.url())) handshakes.push(request.url())
        }
        visitor.page.on('request', count)
        const answer = await visitor.page.goto(`${app.url}/ssr`)
        visitor.page.off('request', count)
        expect(new URL(visitor.page.url()).search, 'nothing of a handshake stays in the address').toBe('')
        expect(answer?.status()).toBe(200)
        return [await visitor.page.locator('p').textContent(), handshakes.length]
      }
      const drop = (cookie: RegExp) => visitor.context.clearCookies({ name: cookie })
      const isDevelopment = environment === 'development'

      test('knows who signed in, in any state of the cookies', async () => {
        const [ada, nobody] = [`user=${userId}`, 'user=none']
        // A server takes a development browser that it does not know for one to be sent to the API first.
        expect(await told()).toEqual([nobody, isDevelopment ? 1 : 0])
        const sdk = new Sdk(visitor.page, app.url)
        await sdk.startSignIn('ada@example.com')
        await sdk.provePassword()
        await visitor.page.waitForURL(/\/home/)
        await sdk.expectSession('active')
        expect(await told()).toEqual([ada, 0])
        for (const lost of [
          /^__session/,
          /^__client_uat/,
          ...(isDevelopment ? [/^__clerk_db_jwt/, /^__(?!client$)/] : []),
        ]) {
          await drop(lost)
          expect(await told(), `without ${lost}`).toEqual([ada, 1])
          expect(await told(), 'and afterwards').toEqual([ada, 0])
          expect(await namesLike(visitor.context, /handshake/)).toEqual([])
        }
        await drop(/^__session/)
        expect(
          await visitor.page.evaluate(() => fetch('/api/me').then((answer) => answer.json())),
          'no handshake for scripts',
        ).toEqual({ userId: null })
        const [session] = (await instance.clerk.sessions.getSessionList({ userId, status: 'active' })).data
        await instance.clerk.sessions.revokeSession(session?.id ?? '')
        expect(await told()).toEqual([nobody, 1])
        expect(await told()).toEqual([nobody, 0])
      })
    })
  }
}

test.describe('a token that ran out', () => {
  let instance: Instance
  let app: Site
  let visitor: Visitor
  let userId: string

  test.beforeAll(async ({ browser }) => {
    instance = await makeInstance(server, { environment: 'production', host: 'expiry.example.test' })
    app = await openExpress(instance, server.url)
    await instance.backend.changeSettings({ allowed_origins: [app.url], sessions: { token_seconds: 30 } })
    userId = (await instance.clerk.users.createUser({ emailAddress: ['ada@example.com'], password })).id
    visitor = await visit(browser)
  })
  test.afterAll(async () => {
    await visitor?.close()
    await app?.stop()
  })

  test('is made good by a handshake, then without one, and for scripts only where the refresh token is there', async () => {
    test.setTimeout(120_000)
    const { page, context } = visitor
    const sdk = new Sdk(page, app.url)
    await sdk.startSignIn('ada@example.com')
    await sdk.provePassword()
    await page.waitForURL(/\/home/)
    await sdk.expectSession('active')
    // Away from the page, where the SDK would refresh it.
    await page.goto('about:blank')
    const old = (await context.cookies(app.url)).filter((cookie) => cookie.name.startsWith('__session'))
    expect(old).toHaveLength(2)
    await page.waitForTimeout(37_000)
    const handshakes: string[] = []
    page.on('request', (request) => {
      if (/\/client\/handshake/.test(request.url())) handshakes.push(request.url())
    })
    const tell = async () => {
      await page.goto(`${app.url}/ssr`)
      return page.locator('p').textContent()
    }
    expect([await tell(), handshakes.length]).toEqual([`user=${userId}`, 1])
    await context.addCookies(old)
    expect([await tell(), handshakes.length], 'refreshed').toEqual([`user=${userId}`, 1])
    const fetched = () => page.evaluate(() => fetch('/api/me').then((answer) => answer.json()))
    await context.addCookies(old)
    expect(await fetched()).toEqual({ userId })
    await context.addCookies(old)
    await context.clearCookies({ name: /^__refresh/ })
    expect(await fetched()).toEqual({ userId: null })
  })
})

async function namesLike(context: BrowserContext, pattern: RegExp): Promise<string[]> {
  return (await context.cookies()).map((cookie) => cookie.name).filter((name) => pattern.test(name))
}
