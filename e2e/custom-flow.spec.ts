import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { expectNoBarriers } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import { serveFolder } from './support/static-server.ts'
import { AuthenticatorApp } from './support/totp.ts'

interface SignInAnswer {
  status: string
  created_session_id: string | null
  supported_second_factors: { strategy: string }[] | null
}

const email = 'bo@acme.example'
const password = 'another correct horse battery'

let server: RunningServer
let backend: Backend
let site: Awaited<ReturnType<typeof serveFolder>>
let context: BrowserContext
let page: Page
let app: AuthenticatorApp
let backupCodes: string[]
/** The moves of the latest sign-in, as the server heard and answered them. */
let moves: { step: string; sent: string; answer: Promise<SignInAnswer> }[] = []
let ordinaryMoves: typeof moves

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  backend = await backendOf(server)
  site = await serveFolder(new URL('../examples/custom-flow/dist/', import.meta.url))
  context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
  page.on('response', (response) => {
    const step = /\/v1\/client\/sign_ins(?:\/\w+\/)?(\w*)$/.exec(new URL(response.url()).pathname)?.[1]
    if (step === undefined || response.request().method() !== 'POST' || !response.ok()) return
    // Noted at once: what is still being read would otherwise land among the moves of the next sign-in.
    const answer = response.json().then((body: { response: SignInAnswer }) => body.response)
    moves.push({ step: step || 'create', sent: response.request().postData() ?? '', answer })
  })
})
test.afterAll(async () => {
  await context?.close()
  await site?.stop()
  await server?.stop()
})

test('a page built on the UI-free SDK signs a person up (S50, S59)', async () => {
  await page.goto(`${site.url}/?server=${server.url}/i/acme`)
  await expect(page.getByRole('heading', { name: 'Sign in to Acme' })).toBeVisible()
  await expectNoBarriers(page)
  await press('Create an account')
  await field('E-mail address').fill(email)
  await field('Password').fill(password)
  await press('Create the account')
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
  await expectNoBarriers(page)
  await field('Code').fill(await backend.readCode(email))
  await press('Continue')
  await expect(page.getByRole('heading', { name: 'You are signed in' })).toBeVisible()
  await expectNoBarriers(page)
})

test('the SDK offers no second factor before the operator switches one on (S51)', async () => {
  await expect(page.getByText('this app has not switched a second step on')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Set up an authenticator app' })).toHaveCount(0)
  const refused = await ask('POST', '/v1/me/totp')
  expect(refused).toMatchObject({ status: 403, codes: ['factor_disabled'] })
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
  await page.reload()
  await expect(page.getByRole('button', { name: 'Set up an authenticator app' })).toBeVisible()
})

test('without a second factor of their own, a person is signed in by the ordinary steps (S51, S53, S55)', async () => {
  await press('Sign out')
  await proveFirst()
  await expect(page.getByRole('heading', { name: 'You are signed in' })).toBeVisible()
  expect(stepsTaken()).toEqual(['create', 'attempt_first_factor'])
  expect(await moves.at(-1)?.answer).toMatchObject({
    status: 'complete',
    created_session_id: expect.stringMatching(/^sess_/),
  })
  ordinaryMoves = moves
})

test('the SDK sets up the authenticator app and hands over backup codes (S62)', async () => {
  await press('Set up an authenticator app')
  const uri = await page.locator('[data-uri]').getAttribute('href')
  app = new AuthenticatorApp(uri ?? '')
  expect(await page.locator('[data-secret]').textContent()).toBe(app.secret)
  await expectNoBarriers(page)
  await field('Code from the app').fill(app.wrongCode())
  await press('Confirm')
  await expect(page.getByRole('alert').filter({ hasText: /\w/ })).toBeVisible()
  await field('Code from the app').fill(await app.nextCode())
  await press('Confirm')
  await expect(page.getByRole('heading', { name: 'Save your backup codes' })).toBeVisible()
  backupCodes = await page.locator('.codes li').allTextContents()
  expect(backupCodes).toHaveLength(10)
  await expectNoBarriers(page)
  await press('I saved them')
  await expect(page.getByText('On: authenticator app, and 10 unused backup codes.')).toBeVisible()
})

test('after the first proof there is no session, no cookie for one and no token (S52, S61)', async () => {
  await press('Sign out')
  await expect(page.getByRole('heading', { name: 'Sign in to Acme' })).toBeVisible()
  await proveFirst()
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible()
  await expectNoBarriers(page)

  const halfway = await moves.at(-1)?.answer
  expect(halfway).toMatchObject({ status: 'needs_second_factor', created_session_id: null })
  expect(halfway?.supported_second_factors?.map(({ strategy }) => strategy).sort()).toEqual(['backup_code', 'totp'])
  expect((await context.cookies()).filter(({ name }) => name.startsWith('__session'))).toEqual([])
  const client = await ask('GET', '/v1/client')
  expect(client.response).toMatchObject({ sessions: [], last_active_session_id: null })
  expect((await ask('GET', '/v1/me')).status).toBe(401)
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  expect(stored).not.toMatch(/eyJ|sess_/)
})

test('both proofs together open the session, and the steps before are the ordinary ones (S53, S55, S57, S58)', async () => {
  await field('Code from the app').fill(await app.nextCode())
  await press('Continue')
  await expect(page.getByRole('heading', { name: 'You are signed in' })).toBeVisible()
  expect(stepsTaken()).toEqual(['create', 'attempt_first_factor', 'attempt_second_factor'])
  const asSent = (all: typeof moves) => all.map(({ step, sent }) => [step, sent])
  expect(asSent(moves).slice(0, 2)).toEqual(asSent(ordinaryMoves))
  expect(await moves.at(-1)?.answer).toMatchObject({
    status: 'complete',
    created_session_id: expect.stringMatching(/^sess_/),
  })
  expect((await ask('GET', '/v1/me')).status).toBe(200)
})

test('steps cannot be swapped: a second proof before the first is refused (S60)', async () => {
  await press('Sign out')
  await field('E-mail address').fill(email)
  await press('Continue')
  await expect(page.getByRole('heading', { name: 'Prove that it is you' })).toBeVisible()
  const { sign_in: signIn } = (await ask('GET', '/v1/client')).response as { sign_in: { id: string } }
  const path = `/v1/client/sign_ins/${signIn.id}/attempt_second_factor`
  const refused = await ask('POST', path, { strategy: 'totp', code: await app.nextCode() })
  expect(refused).toMatchObject({ status: 400, codes: ['step_not_allowed'] })
  expect((await ask('GET', '/v1/me')).status).toBe(401)
  // The attempt itself goes on.
  await field('Password').fill(password)
  await press('Continue')
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible()
})

test('the last step cannot be done from another browser (S60)', async ({ playwright }) => {
  const { sign_in: signIn } = (await ask('GET', '/v1/client')).response as { sign_in: { id: string } }
  const stranger = await playwright.request.newContext()
  const path = `/v1/client/sign_ins/${signIn.id}/attempt_second_factor`
  const refused = await ask('POST', path, { strategy: 'totp', code: app.codeNow() }, stranger)
  expect(refused.status).toBeGreaterThanOrEqual(400)
  expect((await ask('GET', '/v1/me', {}, stranger)).status).toBe(401)
  await stranger.dispose()
})

test('a backup code completes the sign-in in place of the app, once (S41, S42, S57)', async () => {
  await press('Use a backup code')
  await field('Backup code').fill(backupCodes[0] ?? '')
  await press('Continue')
  await expect(page.getByText('On: authenticator app, and 9 unused backup codes.')).toBeVisible()
  await press('Sign out')
  await proveFirst()
  await press('Use a backup code')
  await field('Backup code').fill(backupCodes[0] ?? '')
  await press('Continue')
  await expect(page.getByRole('alert').filter({ hasText: /\w/ })).toBeVisible()
  expect((await ask('GET', '/v1/me')).status).toBe(401)
})

test('with a code by e-mail as first proof, it is prepared first, and the second step still follows (S52, S54)', async () => {
  await press('Use another account')
  await expect(page.getByRole('heading', { name: 'Sign in to Acme' })).toBeVisible()
  moves = []
  await field('E-mail address').fill(email)
  await press('Continue')
  await page.getByRole('button', { name: /^Send a code to/ }).click()
  await expect(page.getByText(/^We sent a code to/)).toBeVisible()
  await field('Code').fill(await backend.readCode(email))
  await press('Continue')
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible()
  expect(stepsTaken()).toEqual(['create', 'prepare_first_factor', 'attempt_first_factor'])
  expect(await moves.at(-1)?.answer).toMatchObject({ status: 'needs_second_factor', created_session_id: null })
  expect((await ask('GET', '/v1/me')).status).toBe(401)
  await field('Code from the app').fill(await app.nextCode())
  await press('Continue')
  await expect(page.getByRole('heading', { name: 'You are signed in' })).toBeVisible()
})

test('the SDK makes a new set of backup codes and removes the app again (S62)', async () => {
  await press('Make new backup codes')
  await expect(page.getByRole('heading', { name: 'Save your backup codes' })).toBeVisible()
  const codes = await page.locator('.codes li').allTextContents()
  expect(codes.filter((code) => backupCodes.includes(code))).toEqual([])
  await press('I saved them')
  await press('Remove the authenticator app')
  await expect(page.getByText('Off: your first proof alone opens this account.')).toBeVisible()
  await press('Sign out')
  await proveFirst()
  await expect(page.getByRole('heading', { name: 'You are signed in' })).toBeVisible()
  expect(stepsTaken()).toEqual(['create', 'attempt_first_factor'])
})

const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
const field = (name: string) => page.getByLabel(name, { exact: true })
const stepsTaken = () => moves.map(({ step }) => step)

async function proveFirst() {
  await expect(field('E-mail address')).toBeVisible()
  moves = []
  await field('E-mail address').fill(email)
  await press('Continue')
  await field('Password').fill(password)
  await press('Continue')
}

/** A request with everything that this browser holds, or that a fresh one does. */
async function ask(method: string, path: string, form: Record<string, string> = {}, from = page.request) {
  const headers = { origin: site.url }
  const body = method === 'GET' ? {} : { form }
  const answer = await from.fetch(`${server.url}/i/acme${path}`, { method, headers, ...body })
  const { response, errors = [] } = (await answer.json()) as { response?: unknown; errors?: { code: string }[] }
  return { status: answer.status(), response, codes: errors.map(({ code }) => code) }
}
