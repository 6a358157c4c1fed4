import type { RemindersView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, enrol, mailed } from '../support/browser.ts'
import { place, rule, withRules } from './scene.ts'

const day = 86_400_000
let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('users whom a rule waits for are mailed its deadline, once in a week, and nobody else is', async () => {
  const instance = await app.create(
    { name: 'Reminding' },
    {
      ...withRules(
        rule('bank', { who: { kind: 'email_domain', domain: 'bank.example' } }),
        rule('rest', { grace: { kind: 'days', days: 20 } }),
      ),
      identifiers: { username: 'optional' },
    },
  )
  const own = place(app, instance)
  const remind = async (body: object) =>
    (await own.call<RemindersView>('POST', '/instance/policy/reminders', body)).response
  const mails = async (email: string) =>
    (await mailed(new Browser(app, instance), email)).filter(({ subject }) => subject?.startsWith('Set up'))

  const waited = await own.person()
  const done = await own.person()
  await enrol(done.browser)
  const banker = await own.user({ email_address: ['late@bank.example'] })
  await own.call('POST', '/users', { username: 'nameless', password: 'correct horse battery' })
  const banned = await own.user()
  await own.call('POST', `/users/${banned.id}/ban`)

  const first = { object: 'reminders', sent: 1, reminded_lately: 0, unreachable: 2, next: null }
  expect(await remind({ to: 'pending' })).toEqual(first)
  const [mail, ...more] = await mails(waited.email)
  expect(more).toEqual([])
  expect(mail).toMatchObject({
    subject: 'Set up 2-step verification – Reminding',
    link: expect.stringMatching(/\/user$/),
  })
  const until = new Date(app.clock.now() + 20 * day)
  expect(mail?.body).toMatch(new RegExp(`do so by: \\w+ ${until.getUTCDate()}, ${until.getUTCFullYear()}`))
  for (const email of [done.email, 'late@bank.example', banned.email]) expect(await mails(email)).toEqual([])

  // Pressed again it sends nothing, until a week is over.
  expect(await remind({ to: 'pending', rule: 'rest' })).toMatchObject({ sent: 0, reminded_lately: 1 })
  expect(await remind({ to: 'pending', rule: 'bank' })).toMatchObject({ sent: 0, reminded_lately: 0, unreachable: 0 })
  expect(await remind({ to: 'overdue' })).toMatchObject({ sent: 1, unreachable: 0 })
  expect((await mails('late@bank.example'))[0]?.body).not.toContain('do so by')
  app.clock.advance(7 * day)
  expect(await remind({ to: 'pending' })).toMatchObject({ sent: 1, reminded_lately: 0 })

  const entries = app.database.db
    .selectFrom('audit')
    .select(['user_id', 'details'])
    .where('event', '=', 'user.reminded')
  const reminded = (await entries.where('instance_id', '=', instance.instance.id).execute()).map((row) => row.user_id)
  expect(reminded.sort()).toEqual([waited.id, waited.id, banker.id].sort())
})

test('users with everything in one place are told so, a page at a time, and those with a second place are not', async () => {
  const instance = await app.create({ name: 'One loss' }, withRules())
  const own = place(app, instance)
  const [alone, safe] = [await own.person(), await own.person()]
  await enrol(safe.browser)
  await enrol(alone.browser)
  await own.call('DELETE', `/users/${alone.id}/backup_code`)
  const remind = async (after?: string) =>
    (await own.call<RemindersView>('POST', '/instance/policy/reminders', { to: 'one_loss', after })).response
  expect(await remind()).toMatchObject({ sent: 1, reminded_lately: 0, unreachable: 0, next: '1' })
  expect(await remind('1')).toMatchObject({ sent: 0, reminded_lately: 0, next: null })
  const subjects = (await mailed(new Browser(app, instance), alone.email)).map(({ subject }) => subject)
  expect(subjects).toContain('Make sure you can always get in – One loss')
  // What is no place to go on from begins anew.
  expect(await remind('-1')).toMatchObject({ sent: 0, reminded_lately: 1 })
})
