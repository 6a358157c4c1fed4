// A production server is asked under names that are not its own, in requests that make it send mails with links.
import { Agent } from 'node:http'
import { all, noWay } from '../support/finding.mjs'
import { send } from '../support/http.mjs'
import { newPerson } from '../support/people.mjs'
import { makeInstance } from '../support/server.mjs'
import { linksIn } from '../support/sinks.mjs'
import { everyFactor } from '../support/stage.mjs'
import { readAnswer, Visitor } from '../support/visitor.mjs'
import { spread } from '../support/wait.mjs'

const base = 'auth.example.test'

/** Each is what the attacker changes: the Host, the path in front of /v1, other headers, or the form of the request line. */
const forms = ({ slug, port }) => ({
  'Host: <slug>.localhost': { host: `${slug}.localhost` },
  'Host: <slug>.localhost with the port': { host: `${slug}.localhost:${port}` },
  'Host: <slug>.localhost with another port': { host: `${slug}.localhost:8443` },
  'Host: <SLUG>.LOCALHOST': { host: `${slug}.localhost`.toUpperCase() },
  'Host: <slug>.localhost with a final dot': { host: `${slug}.localhost.` },
  'Host: another name, by path': { host: 'evil.example', prefix: `/i/${slug}` },
  'Host: the right name with another port, by path': { host: `${base}:8443`, prefix: `/i/${slug}` },
  'Host: the right name with a final dot, by path': { host: `${base}.`, prefix: `/i/${slug}` },
  'Host: user part before the name, by path': { host: `${base}@evil.example`, prefix: `/i/${slug}` },
  'X-Forwarded-Host': { host: base, prefix: `/i/${slug}`, headers: { 'x-forwarded-host': 'evil.example' } },
  'X-Forwarded-Host: <slug>.localhost': {
    host: base,
    prefix: `/i/${slug}`,
    headers: { 'x-forwarded-host': `${slug}.localhost` },
  },
  'X-Forwarded-Proto and -Port': {
    host: base,
    prefix: `/i/${slug}`,
    headers: { 'x-forwarded-proto': 'http', 'x-forwarded-port': '8080' },
  },
  Forwarded: { host: base, prefix: `/i/${slug}`, headers: { forwarded: 'host=evil.example;proto=http' } },
  'X-Original-Host, X-Host and X-Forwarded-Server': {
    ...{ host: base, prefix: `/i/${slug}` },
    headers: { 'x-original-host': 'evil.example', 'x-host': 'evil.example', 'x-forwarded-server': 'evil.example' },
  },
  'X-Forwarded-Prefix and X-Original-URL': {
    ...{ host: base, prefix: `/i/${slug}` },
    headers: { 'x-forwarded-prefix': '//evil.example', 'x-original-url': 'http://evil.example/' },
  },
  'a request line with another name': { host: base, prefix: `http://evil.example/i/${slug}` },
  'a request line with <slug>.localhost': { host: base, prefix: `http://${slug}.localhost` },
  'two Host headers': { host: base, second: 'evil.example', prefix: `/i/${slug}` },
  'two Host headers, the forged one first': { host: 'evil.example', second: base, prefix: `/i/${slug}` },
})

/** A visitor whose requests carry the forged form; node cannot repeat a header from an object, so those go as a list. */
class Forger extends Visitor {
  constructor(app, form, origin) {
    super({ ...app, host: form.host, prefix: form.prefix ?? '', origin })
    this.form = form
  }

  async send(method, path, body, type) {
    const { second, headers: more = {} } = this.form
    const { 'x-forwarded-for': _, ...headers } = { ...this.headersOf(method, type, body), ...more }
    const list = Object.entries(headers).flat().map(String)
    if (second) list.push('host', second)
    const via = new Agent()
    const answer = await send({ port: this.port, method, path, headers: second ? list : headers, body, via })
    via.destroy()
    this.keep(answer.cookies)
    return answer
  }

  async ask(method, path, fields) {
    const body = new URLSearchParams(fields).toString()
    return readAnswer(
      await this.send(method, `${this.app.prefix}/v1${path}`, body, 'application/x-www-form-urlencoded'),
    )
  }
}

/** Signs in as the victim, in whose place the attacker got hold of a sign-in link, and sets a password: the owner gets a link that takes that back. */
async function makeMail(app, form, victim) {
  const origins = [`https://${base}`, `https://${form.host}`, `http://${form.host}`, new URL(app.publicUrl).origin]
  for (const origin of origins) {
    const visitor = new Forger(app, form, origin)
    const { token: ticket } = await app.must('POST', '/sign_in_tokens', { user_id: victim.id })
    const begun = await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket })
    if (begun.code === 'origin_invalid') continue
    if (begun.response?.status !== 'complete') return false
    return (await visitor.post('/me/change_password', { new_password: 'chosen by the attacker' })).status === 200
  }
  return false
}

/** Null when no mail was made, else the links of the mails that lead anywhere but to the configured address. */
async function linksAfter({ app, sinks }, form) {
  const victim = await newPerson(app, { withApp: false, withPassword: false })
  const after = sinks.mark()
  if (!(await makeMail(app, form, victim))) return null
  await sinks.waitFor(victim.email, (mail) => linksIn(mail).some((link) => link.includes('/undo')), { after })
  const links = sinks.to(victim.email).flatMap(linksIn)
  const configured = [`${app.publicUrl}/`, `https://${base}/i/${app.slug}/`]
  return links.filter((link) => !configured.some((start) => link.startsWith(start)))
}

export const forgedHosts = {
  name: 'forged hosts',
  async attack(stage) {
    const server = await stage.server({ COUNTERSIGN_URL: `https://${base}` })
    const apps = [
      await makeInstance(server, { slug: 'plain', settings: everyFactor }),
      await makeInstance(server, { slug: 'named', host: 'fapi.example.test', settings: everyFactor }),
    ]
    const [worked, missing] = [[], []]
    let tried = 0
    for (const app of apps) {
      const honest = { host: new URL(app.publicUrl).host, prefix: new URL(app.publicUrl).pathname.replace(/\/$/, '') }
      const links = await linksAfter({ app, sinks: stage.sinks }, honest)
      if (links === null || links.length > 0) missing.push(`${app.slug}: ${links?.join(' ') ?? 'no mail'}`)
      const tries = Object.entries(forms(app))
      tried += tries.length
      await spread(tries.length, 4, async (index) => {
        const [name, form] = tries[index]
        const wrong = await linksAfter({ app, sinks: stage.sinks }, form)
        if (wrong?.length > 0) worked.push(`${name} (${app.slug}): ${wrong[0].split('#')[0]}`)
      })
    }
    return [
      noWay('forged names that got into a link of a mail', tried, worked),
      all(
        'instances whose honest mails lead to the configured address',
        apps.length - missing.length,
        apps.length,
        missing,
      ),
    ]
  },
}
