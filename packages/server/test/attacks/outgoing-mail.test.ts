import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { domainToASCII } from 'node:url'
import type { SignUpView } from '@countersign/contract'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startWorker, type Worker } from '../../src/messages/outbox/worker.ts'
import { openMailSender } from '../../src/transports/open.ts'
import { parseMailTransport } from '../../src/transports/parse.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, password } from '../support/browser.ts'
import { makeCertificate } from '../support/peers/certificate.ts'

interface Mail {
  from: string
  to: string[]
  isTls: boolean
  /** Without line breaks within a header. */
  head: string[]
  body: string
}

let app: TestApp
let worker: Worker
const pair = makeCertificate()
const servers: SMTPServer[] = []
const mails: Mail[] = []

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await worker?.stop()
  for (const server of servers) await new Promise<void>((resolve) => server.close(() => resolve()))
  await app.close()
})
beforeEach(() => {
  app.clock.advance(3_600_000)
  mails.length = 0
})

/** A mail server on a socket, and a worker of ours that sends to it, with the security that a plain `smtp://` stands for. */
async function sendThrough(options: SMTPServerOptions = {}): Promise<void> {
  await worker?.stop()
  const server = new SMTPServer({
    ...pair,
    authOptional: true,
    onData: (stream, { envelope, secure }, done) => {
      let content = ''
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        content += chunk
      })
      stream.on('end', () => {
        const [head = '', ...body] = content.split('\r\n\r\n')
        mails.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          // The peer shows domains in letters, whatever was on the wire.
          to: envelope.rcptTo.map(({ address }) => address.replace(/[^@]+$/, domainToASCII)),
          isTls: secure,
          head: head.replace(/\r\n[ \t]+/g, ' ').split('\r\n'),
          body: unfold(body.join('\r\n\r\n')),
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  const config = parseMailTransport(`smtp://127.0.0.1:${port}`)
  const email = await openMailSender(
    config,
    { name: 'Countersign', address: 'no-reply@example.org' },
    { ca: pair.cert },
  )
  app.context.senders = { sms: [], email: [email!] }
  worker = startWorker(app.context)
  app.context.onQueued = () => void setTimeout(worker.wake, 5)
}

/** Quoted-printable back into text. */
function unfold(text: string): string {
  const plain = text.replace(/=\r\n/g, '')
  return plain.replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
}

async function signUp(instance: CreatedInstance, email_address: string) {
  const browser = new Browser(app, instance)
  const started = await browser.post<SignUpView>('/client/sign_ups', { email_address, password })
  if (started.status !== 200) return started
  return browser.post(`/client/sign_ups/${started.response.id}/prepare_verification`, { strategy: 'email_code' })
}
const arrived = () => vi.waitFor(() => mails[0] ?? Promise.reject(new Error('not yet')), { timeout: 5_000 })
const stored = async (destination: string) =>
  app.context.db.selectFrom('messages').selectAll().where('destination', '=', destination).executeTakeFirst()

test.each([
  ['maria@example.com', 'maria@example.com'],
  ["Maria.O'Neil+tag@Example.COM", "Maria.O'Neil+tag@example.com"],
  ['maria@bücher.example', 'maria@xn--bcher-kva.example'],
  ['Ｍａｒｉａ@ｅｘａｍｐｌｅ.com', 'Maria@example.com'],
  ['a!#$%&*/=?^_`{|}~-b@example.com', 'a!#$%&*/=?^_`{|}~-b@example.com'],
])('a mail to %s goes to exactly one recipient, the stored one (R128)', async (typed, address) => {
  await sendThrough()
  const instance = await app.create({ name: `Mail ${typed.length}` })
  expect((await signUp(instance, typed)).status).toBe(200)
  const { to, from, isTls, head } = await arrived()
  expect([to, from, isTls]).toEqual([[address], 'no-reply@example.org', true])
  expect(head.filter((line) => /^(?:to|cc|bcc|resent-to):/i.test(line))).toEqual([`To: ${address}`])
  expect(await stored(address)).toMatchObject({ destination: address })
  expect(mails).toHaveLength(1)
})

test.each([
  '"victim@evil.example x"@example.com',
  '"a@b.com"@evil.example',
  'maria@example.com, eve@evil.example',
  'maria@example.com;eve@evil.example',
  'Maria <maria@example.com>, <eve@evil.example>',
  'maria@example.com <eve@evil.example>',
  'maria@example.com\r\nRCPT TO:<eve@evil.example>',
  'maria@example.com> SIZE=1\r\nRCPT TO:<eve@evil.example',
  'maria@example.com\nBcc: eve@evil.example',
  'friends:maria@example.com,eve@evil.example;',
  `${'g:'.repeat(100)}maria@example.com${';'.repeat(20)}`,
  '@evil.example:maria@example.com',
  'maria(eve@evil.example)@example.com',
  'maria＠example.com@evil.example',
  'maria@example .com',
  'maria@[127.0.0.1]',
  '=?utf-8?q?eve=40evil.example?=@example.com\0',
])('no mail goes to %j, and nobody hears of it (R47, R128)', async (email) => {
  await sendThrough()
  const instance = await app.create({ name: `Refused ${email.length}` })
  const answer = await signUp(instance, email)
  expect(['form_param_format_invalid', 'request_malformed']).toContain(answer.code)
  const rows = app.context.db.selectFrom('messages').select('id').where('instance_id', '=', instance.instance.id)
  expect(await rows.execute()).toEqual([])
  expect(mails).toEqual([])
})

test.each([
  'Acme\r\nBcc: eve@evil.example',
  'Acme\nX-Evil: 1\n\n<script>alert(1)</script>',
  'Acme\u2028Bcc: eve@evil.example',
  'Acme \u202eexe.gnp',
  'Acme <script>alert("x")</script> & <img src=x onerror=alert(1)>',
  'Acme\0\u0085\v\f<b>',
])('an app called %j gets a head of its own lines only, and a page without its markup (R128)', async (name) => {
  await sendThrough()
  const instance = await app.create({ name: 'Plain' })
  // Past the check of names, as an older version or a hand in the database may have left it.
  await app.context.db
    .updateTable('applications')
    .set({ name: app.database.engine === 'postgres' ? name.replaceAll('\0', '') : name })
    .where('id', '=', instance.instance.application.id)
    .execute()
  await signUp(instance, 'maria@example.com')
  const { head, to, body } = await arrived()
  expect(to).toEqual(['maria@example.com'])
  expect(head.map((line) => line.split(':')[0]).toSorted()).toEqual(
    [
      'Auto-Submitted',
      'Content-Type',
      'Date',
      'From',
      'MIME-Version',
      'Message-ID',
      'Subject',
      'To',
      'X-Auto-Response-Suppress',
    ].toSorted(),
  )
  expect(head.filter((line) => line.startsWith('To:'))).toEqual(['To: maria@example.com'])
  expect(head.join('\n')).not.toMatch(/[\u2028\u202e\u0085\0\v\f]/)
  const page = body.slice(body.indexOf('<!doctype html>'))
  expect(page).toContain('</html>')
  expect(page).not.toMatch(/<(?:script|img|b)\b/i)
  expect(body).not.toMatch(/[\u2028\u202e\0]/)
  if (name.includes('<script>')) expect(page).toContain('&lt;script&gt;')
})

test('a server that offers no encryption gets no sender, no recipient and no mail (R128)', async () => {
  const commands: string[] = []
  await sendThrough({
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, done) => {
      commands.push('MAIL')
      done()
    },
    onRcptTo: (_address, _session, done) => {
      commands.push('RCPT')
      done()
    },
  })
  const instance = await app.create({ name: 'Stripped' })
  await signUp(instance, 'stripped@example.com')
  await vi.waitFor(async () => expect((await stored('stripped@example.com'))?.problem).toMatch(/smtp 127\.0\.0\.1/))
  expect(await stored('stripped@example.com')).toMatchObject({ status: 'queued', sent_at: null })
  expect([commands, mails]).toEqual([[], []])
})

test('the mailer is one without the known ways to smuggle a recipient (R128)', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const pinned: string = manifest.dependencies.nodemailer
  // Pinned to one version, and at least the one that R128 asks for.
  expect(pinned).toMatch(/^\d+\.\d+\.\d+$/)
  const [major = 0, minor = 0, patch = 0] = pinned.split('.').map(Number)
  expect(major * 1e6 + minor * 1e3 + patch).toBeGreaterThanOrEqual(10_004_001)
})
