// A mail server and an SMS gateway on this machine. They keep every message, as the mailbox and the phone of each victim would.
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { wait } from './wait.mjs'

const { SMTPServer } = createRequire(new URL('../../packages/server/package.json', import.meta.url))('smtp-server')

/** Starts both; `mail` and `sms` are their addresses in the form that the server's environment takes. */
export async function startSinks() {
  const messages = []
  const mail = await startMail((message) => messages.push(message))
  const sms = await startSms((message) => messages.push(message))
  return {
    mail: mail.url,
    sms: sms.url,
    /** Messages to an address or number, oldest first. */
    to: (recipient) => messages.filter((message) => message.to === recipient),
    all: () => messages,
    /** Waits for a message to the recipient for which `pick` returns a value, and returns that value. */
    async waitFor(recipient, pick, { after = 0, seconds = 60 } = {}) {
      for (const until = Date.now() + seconds * 1000; Date.now() < until; await wait(10)) {
        const found = messages.slice(after).findLast((message) => message.to === recipient && pick(message))
        if (found) return pick(found)
      }
      throw new Error(`No message with what was expected reached ${recipient} within ${seconds} s.`)
    },
    /** Marks the present, so that `waitFor` can ask for messages that arrive later. */
    mark: () => messages.length,
    async stop() {
      await Promise.all([mail.stop(), sms.stop()])
    },
  }
}

/** The code of a message, or undefined. Mails with a code have it in their subject; six digits in the source of others may be anything. */
export function codeIn({ subject, text }) {
  return /(?<!\d)\d{6}(?!\d)/.exec(subject ?? text)?.[0]
}

/** Every link of a message. */
export function linksIn({ text }) {
  return [...new Set(text.match(/https?:\/\/[^\s"'<>)]+/g) ?? [])].map((link) => link.replaceAll('&amp;', '&'))
}

async function startMail(keep) {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      const chunks = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', () => {
        const { subject, text } = readMail(Buffer.concat(chunks).toString('utf8'))
        for (const { address } of envelope.rcptTo) keep({ channel: 'email', to: address, subject, text })
        done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address()
  return {
    url: `smtp://127.0.0.1:${port}?tls=off`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** The subject and every part of the mail in plain text. */
function readMail(source) {
  const [head = ''] = source.split('\r\n\r\n', 1)
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ')
  const subject = decodeWords(/^subject: (.*)$/im.exec(unfolded)?.[1] ?? '')
  return { subject, text: `${decodeQuoted(source)}\n${decodeBase64(source)}` }
}

function decodeQuoted(text) {
  const joined = text.replace(/=\r\n/g, '')
  return joined.replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
}

function decodeBase64(source) {
  const parts = source.split(/\r\n--/).filter((part) => /content-transfer-encoding: base64/i.test(part))
  return parts
    .map((part) => Buffer.from(part.slice(part.indexOf('\r\n\r\n')).replace(/\s/g, ''), 'base64').toString())
    .join('\n')
}

function decodeWords(text) {
  return text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, kind, value) =>
    kind.toLowerCase() === 'b' ? Buffer.from(value, 'base64').toString() : decodeQuoted(value.replaceAll('_', ' ')),
  )
}

async function startSms(keep) {
  const server = createServer(async (request, answer) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const message = JSON.parse(body)
    keep({ channel: 'sms', to: message.to, text: message.body })
    answer.writeHead(200).end('{}')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `webhook+http://127.0.0.1:${server.address().port}/sms?secret=a-secret-of-the-gateway`,
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
