import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import { build } from 'vite'
import { codeLabel, qrLabel } from './support/hosted-account.ts'
import { enterDashboard } from './support/operator.ts'
import { scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import { serveFolder } from './support/static-server.ts'

/** The README's first integration, word by word: its snippets, from packed packages, in an empty folder, as an app of its own. */
const root = fileURLToPath(new URL('..', import.meta.url))
const email = 'ada@acme.example'
const password = 'correct horse battery staple'

let server: RunningServer
let site: Awaited<ReturnType<typeof serveFolder>>
let folder: string
let readme: string
let page: Page
let app = 'http://localhost:3000'

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  server = await startServer()
  folder = await mkdtemp(join(tmpdir(), 'countersign-readme-'))
  readme = await readFile(join(root, 'README.md'), 'utf8')
  await run('npm', ['run', 'pack'], root)
})
test.afterAll(async () => {
  await page?.context().close()
  await site?.stop()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

test('the snippets of the README compile against the packed packages, in an empty folder', async () => {
  await write('package.json', JSON.stringify({ name: 'newcomer', private: true, type: 'module' }))
  const [, files = ''] = /npm install (\S+\.tgz) jose/.exec(readme) ?? []
  const [, names = ''] = /\{(.*)\}/.exec(files) ?? []
  const tarballs = names.split(',').map((name) =>
    join(
      root,
      'packed',
      files
        .split('/')
        .at(-1)
        ?.replace(/\{.*\}/, name) ?? '',
    ),
  )
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, 'jose'], folder)
  for (const name of ['sign-in.ts', 'verify.ts'])
    await write(name, written(new RegExp(`\`\`\`ts\\n( *// ${name}.*?)\`\`\``, 's')))
  await run(
    process.execPath,
    [
      ...[join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck'],
      ...['--target', 'es2023', '--lib', 'es2023,dom', '--module', 'nodenext', '--types', ''],
      ...['sign-in.ts', 'verify.ts'],
    ],
    folder,
  )
})

test('a user who signs up on the hosted page comes back signed in, with a code from the page it links to', async () => {
  await write('index.html', '<title>App</title><p role="status"></p><script type="module" src="/main.ts"></script>')
  await write('main.ts', main)
  await build({ root: folder, logLevel: 'error', build: { target: 'es2022' } })
  site = await serveFolder(pathToFileURL(`${join(folder, 'dist')}/`))
  app = site.url.replace('127.0.0.1', 'localhost')
  // One browser, as a developer has one: administrator and user at the same address.
  await enterDashboard(page, server)
  await page.getByRole('link', { name: /^acme/ }).click()
  await page.getByRole('link', { name: 'Multi-factor' }).click()
  await page.getByRole('switch', { name: 'Authenticator application' }).click()
  await page.getByRole('switch', { name: 'Backup codes' }).click()
  await page.getByRole('button', { name: 'Apply changes' }).click()
  await expect(page.getByText('Changes applied').first()).toBeVisible()
  const visitor = await page.context().newPage()
  await visitor.goto(written(/`(\S+\/sign-in\?redirect_url=\S+?)`/))
  await visitor.getByRole('link', { name: 'Create one' }).click()
  await visitor.getByLabel('E-mail address', { exact: true }).fill(email)
  await visitor.getByLabel('Password', { exact: true }).fill(password)
  await visitor.getByRole('button', { name: 'Create account' }).click()
  const opened = page.context().waitForEvent('page')
  await visitor.getByRole('link', { name: 'View sent codes' }).click()
  const messages = await opened
  await messages
    .getByRole('button', { name: /^Details/ })
    .first()
    .click()
  const code = await messages
    .getByRole('dialog')
    .getByText(/^\d{6}$/)
    .textContent()
  await messages.close()
  await visitor.getByLabel('Code from the e-mail', { exact: true }).fill(code ?? '')
  await visitor.waitForURL(`${app}/`)
  await expect(visitor.getByRole('status')).toHaveText('signed in')
  await visitor.close()
})

test('the user’s own page signs in with password and code, and the server verifies its token', async () => {
  await page.goto(`${server.url}/i/acme/user/security`)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const phone = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(await phone.nextCode())
  await expect(page.getByRole('list', { name: 'Backup codes' })).toBeVisible()
  await page.context().clearCookies({ name: /^__client/ })
  await page.goto(app)
  await expect(page.getByRole('status')).toHaveText('signed out')
  await page.exposeFunction('askForCode', () => phone.nextCode())
  await page.evaluate(`app.signIn('${email}', '${password}', askForCode)`)
  const token: string = await page.evaluate('app.token()')
  await write(
    'run.ts',
    "import { verify } from './verify.ts'\nconsole.log(JSON.stringify(await verify(process.argv[2]!)))\n",
  )
  await build({ root: folder, logLevel: 'error', build: { ssr: 'run.ts', outDir: 'server', target: 'node20' } })
  const claims = JSON.parse(await run(process.execPath, [join(folder, 'server/run.js'), token], folder))
  expect(claims).toMatchObject({ sts: 'active', sub: expect.stringMatching(/^user_/), fva: [0, 0] })
})

const main = `import * as app from './sign-in.ts'
Object.assign(window, { app })
const token = await app.token()
document.querySelector('[role=status]')!.textContent = token === null ? 'signed out' : 'signed in'
`

/** A snippet or an address of the README, with the ports that are free here. */
function written(pattern: RegExp): string {
  const [, text] = pattern.exec(readme) ?? []
  if (text === undefined) throw new Error(`The README has no ${pattern}.`)
  const indent = /^ */.exec(text)?.[0] ?? ''
  return text
    .split('\n')
    .map((line) => line.replace(indent, ''))
    .join('\n')
    .replaceAll('localhost:4100', `localhost:${server.port}`)
    .replaceAll('http://localhost:3000', app)
}

const write = (name: string, text: string) => writeFile(join(folder, name), text)

/** Resolves to what the program printed; rejects with it when it fails. */
async function run(command: string, args: string[], cwd: string): Promise<string> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let [printed, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${printed}\n${said}`)
  return printed
}
