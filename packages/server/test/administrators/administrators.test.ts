import { afterAll, beforeAll, expect, test } from 'vitest'
import type { accountView } from '../../src/administrators/view.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { enrol } from '../support/browser.ts'
import { Operator, signInByLink } from '../support/operator.ts'

let app: TestApp
let place: Parameters<typeof signInByLink>[1]
let first: Operator

beforeAll(async () => {
  app = await startTestApp()
  place = { instance: (await makeFirstInstances(app.context)).dashboard, secretKey: '' }
  first = await signInByLink(app, place)
  await enrol(first)
})
afterAll(() => app.close())

type Listed = { administrators: ReturnType<typeof accountView>[]; own_id: string }

async function invite(name: string): Promise<Operator & { id: string }> {
  const { response } = await first.ask<{ id: string; url: string }>('POST', '/administrators', { name })
  const browser = new Operator(app, place)
  await browser.post('/client/sign_ins', {
    strategy: 'ticket',
    ticket: new URL(response.url).hash.slice('#ticket='.length),
  })
  await enrol(browser)
  return Object.assign(browser, { id: response.id })
}

test('an invitation link makes an administrator once, after they set up a second factor', async () => {
  const { response } = await first.ask<{ id: string; url: string; expires_at: number }>('POST', '/administrators', {
    name: 'Grace',
  })
  expect(response.expires_at - app.clock.now()).toBe(72 * 3_600_000)
  const ticket = new URL(response.url).hash.slice('#ticket='.length)
  const browser = new Operator(app, place)
  await browser.post('/client/sign_ins', { strategy: 'ticket', ticket })
  expect((await browser.ask('GET', '/applications')).code).toBe('session_pending')
  await enrol(browser)
  expect((await browser.ask('GET', '/applications')).status).toBe(200)
  const again = await new Operator(app, place).post('/client/sign_ins', { strategy: 'ticket', ticket })
  expect(again.code).toBe('attempt_expired')
  const { response: listed } = await first.ask<Listed>('GET', '/administrators')
  expect(listed.administrators.map(({ username, state, added_by }) => [username, state, added_by])).toEqual([
    ['operator', 'active', 'machine'],
    ['Grace', 'active', listed.own_id],
  ])
})

test('refuses an invitation for the name of an administrator', async () => {
  expect((await first.ask('POST', '/administrators', { name: 'operator' })).code).toBe('form_identifier_exists')
})

test('a removed administrator is refused at once, in live sessions and at the next sign-in, and is named in the log', async () => {
  const colleague = await invite('heidi')
  expect((await first.ask('DELETE', `/administrators/${colleague.id}`)).status).toBe(200)
  expect((await colleague.ask('GET', '/applications')).status).toBe(401)
  const events = await app.context.db
    .selectFrom('audit')
    .select(['event', 'actor_id'])
    .where('user_id', '=', colleague.id)
    .where('event', 'like', 'administrator.%')
    .orderBy('event')
    .execute()
  const { response } = await first.ask<Listed>('GET', '/administrators')
  expect(events).toEqual(
    ['added', 'invited', 'removed'].map((what) => ({ event: `administrator.${what}`, actor_id: response.own_id })),
  )
  expect(response.administrators.find(({ id }) => id === colleague.id)?.state).toBe('removed')
})

test('the server log says who invited, removed and signed in, by name, and the dashboard’s instance stays out of reach elsewhere', async () => {
  const colleague = await invite('judy')
  await first.ask('DELETE', `/administrators/${colleague.id}`)
  const { response } = await first.ask<{
    data: { event: string; by: { name: string } | null; user_name: string | null }[]
  }>('GET', '/server/audit-logs?user=judy')
  const told = response.data.map(({ event, user_name }) => [event, user_name])
  for (const event of ['administrator.invited', 'administrator.added', 'administrator.removed', 'sign_in.completed'])
    expect(told).toContainEqual([event, 'judy'])
  expect(
    (await first.ask<{ entries: number; broken: unknown }>('GET', '/server/audit-logs/chain')).response.broken,
  ).toBeNull()
  expect((await first.ask('GET', `/instances/${place.instance.id}/audit-logs`)).code).toBe('resource_not_found')
})

test('of two administrators who remove each other at the same moment, one stays', async () => {
  const other = await startTestApp()
  const there = { instance: (await makeFirstInstances(other.context)).dashboard, secretKey: '' }
  const one = await signInByLink(other, there)
  await enrol(one)
  const { response } = await one.ask<{ id: string; url: string }>('POST', '/administrators', { name: 'second' })
  const two = new Operator(other, there)
  await two.post('/client/sign_ins', {
    strategy: 'ticket',
    ticket: new URL(response.url).hash.slice('#ticket='.length),
  })
  await enrol(two)
  const { own_id } = (await one.ask<Listed>('GET', '/administrators')).response
  await Promise.all([
    one.ask('DELETE', `/administrators/${response.id}`),
    two.ask('DELETE', `/administrators/${own_id}`),
  ])
  const live = await other.context.db
    .selectFrom('administrators')
    .select('user_id')
    .where('removed_at', 'is', null)
    .execute()
  expect(live).toHaveLength(1)
  await other.close()
})

test('refuses to remove the last administrator', async () => {
  const { response } = await first.ask<Listed>('GET', '/administrators')
  for (const { id, state } of response.administrators)
    if (state !== 'removed' && id !== response.own_id) await first.ask('DELETE', `/administrators/${id}`)
  expect((await first.ask('DELETE', `/administrators/${response.own_id}`)).code).toBe('last_administrator')
})

test('an administrator who leaves by themselves ends their own session', async () => {
  const leaver = await invite('leaver')
  expect((await leaver.ask('DELETE', `/administrators/${leaver.id}`)).status).toBe(200)
  expect((await leaver.ask('GET', '/applications')).status).toBe(401)
})
