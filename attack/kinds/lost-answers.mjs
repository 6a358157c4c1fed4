// The answer to a confirming request is lost on the way. The browser repeats the request, and the account must be as if nothing had happened.
import { startDroppingProxy } from '../support/dropping-proxy.mjs'
import { all, noWay } from '../support/finding.mjs'
import { newPerson, signedIn } from '../support/people.mjs'
import { proofs } from '../support/proofs.mjs'
import { spread } from '../support/wait.mjs'

/** Confirming requests that are no proofs, but show something once. */
const once = {
  'new backup codes': async ({ shop }) => {
    const visitor = await signedIn(await newPerson(shop))
    const use = async (browser) => (await browser.get('/me')).status === 200
    return {
      visitor,
      path: '/me/backup_codes',
      fields: {},
      use,
      shows: ({ response }) => response?.codes?.length === 10,
    }
  },
}

/** What went wrong when the answer was lost and the request repeated, or null. */
async function lose(stage, [name, make]) {
  const { visitor, path, fields, use, shows } = await make(stage)
  const proxy = await startDroppingProxy(visitor.port)
  try {
    visitor.port = proxy.port
    proxy.dropNext()
    const lost = await visitor.post(path, fields).catch(() => null)
    if (lost !== null || proxy.dropped() !== 1) throw new Error(`${name}: the answer was not lost`)
    const again = await visitor.post(path, fields)
    if (again.status !== 200) return `${name}: the repeated request was answered ${again.status} ${again.code ?? ''}`
    if (shows && !shows(again)) return `${name}: what is shown once was not shown again`
    return (await use(visitor)) ? null : `${name}: the account cannot be used afterwards`
  } finally {
    await proxy.stop()
  }
}

/** Requests of other tabs, on the way while a proof is made, with the cookies of before. */
async function besides(stage, name) {
  const { visitor, path, fields } = await proofs[name](stage)
  const { session } = visitor
  if (!session) return []
  const tabs = () => [
    visitor.copy().get('/me'),
    visitor.copy().get(`/client/sessions/${session}`),
    visitor.copy().post(`/client/sessions/${session}/tokens`),
    visitor.copy().post(`/client/sessions/${session}/touch`),
  ]
  const early = [...tabs(), ...tabs()]
  const old = visitor.copy()
  const proof = visitor.post(path, fields)
  const answers = await Promise.all(early)
  await proof
  // A tab that read its cookies a moment ago sends the old ones.
  answers.push(await old.get('/me'), await old.post(`/client/sessions/${session}/tokens`))
  return answers.filter(({ status }) => status === 401).map(({ code }) => `${name}: ${code}`)
}

export const lostAnswers = {
  name: 'lost answers',
  async attack(stage) {
    const confirming = [...Object.entries(proofs), ...Object.entries(once)]
    const broken = await spread(confirming.length, 4, (index) => lose(stage, confirming[index]))
    const notes = broken.filter(Boolean)
    const signedOut = []
    const inSession = [
      'reverification',
      'confirmation of an authenticator app',
      'code for a new email address',
      'approval of a transaction',
    ]
    for (const name of inSession) signedOut.push(...(await besides(stage, name)))
    return [
      all('confirming requests that can be repeated', confirming.length - notes.length, confirming.length, notes),
      noWay('requests of other tabs that read “signed out”', inSession.length * 10, signedOut),
    ]
  },
}
