import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../api/audit-views.ts'
import { createAudit, someChain, someEntry } from '../../testing/audit.ts'
import { at } from '../../testing/messaging.ts'
import { createPeer } from '../../testing/peer.ts'
import { heading, press, showApp } from '../../testing/show-app.tsx'
import { detailRows } from './detail-rows.ts'

afterEach(cleanup)

const path = '/instances/ins_acme/audit-log'
const list = () => screen.findByRole('list', { name: 'Events' }, { timeout: 5000 })
const rows = async () => within(await list()).getAllByRole('listitem')
const day = 86_400_000
const entries: AuditEntry[] = [
  someEntry(),
  someEntry({
    ...{ id: 'aud_2', event: 'proof.failed', actor_id: 'user_2', user_id: 'user_2', user_name: null },
    ...{ by: { kind: 'user', name: null }, created_at: at - 3 * day },
    details: { strategy: 'totp', purpose: 'sign_in', reason: 'form_code_incorrect', replay: true },
  }),
  someEntry({
    ...{ id: 'aud_3', event: 'settings.changed', actor_id: 'machine', user_id: null, user_name: null, ip: null },
    ...{ user_agent: null, request_id: null, by: { kind: 'machine', name: null }, created_at: at - 5 * day },
    details: { changes: { 'multi_factor.totp': { from: false, to: true } } },
  }),
]

test('the log says what happened to whom, by whom and from where, and goes back page by page (R145)', async () => {
  await showApp({ path, facts: { audit: createAudit({ entries }) } })
  expect(await heading('Audit log')).toBeTruthy()
  const [first, second, ...none] = await rows()
  expect(none).toEqual([])
  expect(first?.textContent).toMatch(
    /Factor removed: authenticator application.*anna@example\.com · by administrator root · Firefox 133 on Windows, 10\.0\.0\.1.*Reason: Phone lost/,
  )
  const link = screen.getByRole('link', { name: 'anna@example.com' })
  expect(link.getAttribute('href')).toContain('/instances/ins_acme/users/user_1')
  // Gone: there is no page to lead to, and the code of an error is nobody's reason.
  expect(second?.textContent).toMatch(
    /Proof refused: authenticator application, right and used before.*user_2 · by the user/,
  )
  expect(second?.textContent).not.toMatch(/Reason/)
  expect(screen.queryByRole('link', { name: 'user_2' })).toBeNull()
  await press('Show older events')
  await waitFor(async () => expect((await rows()).at(2)?.textContent).toMatch(/Settings changed.*by the server/))
  expect(screen.queryByRole('button', { name: 'Show older events' })).toBeNull()
})

test('an entry opens with everything that is written in it, and closes to where the keyboard was', async () => {
  await showApp({ path, facts: { audit: createAudit({ entries: entries.slice(0, 1) }) } })
  const button = await screen.findByRole('button', { name: /^Details of “Factor removed/ }, { timeout: 5000 })
  await userEvent.click(button)
  const dialog = await screen.findByRole('dialog', { name: 'Factor removed: authenticator application' })
  const written = [
    '2026-09-21 14:13:20 UTC',
    'anna@example.com',
    'user_op',
    'Phone lost',
    'req_1',
    'factor.removed',
    'aud_1',
  ]
  for (const what of written) expect(dialog.textContent).toContain(what)
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(document.activeElement).toBe(button))
  expect(
    detailRows({
      from: [],
      to: ['totp'],
      replay: true,
      changes: { 'a.b': { from: null, to: { c: 1 } }, 'a.c': { from: 1, to: 2 } },
    }),
  ).toEqual([
    { name: 'From', lines: ['nothing'] },
    { name: 'To', lines: ['totp'] },
    { name: 'Replay', lines: ['yes'] },
    { name: 'Changes', lines: ['a.b: nothing → {"c":1}', 'a.c: 1 → 2'] },
  ])
})

test('user, event and days are looked for together, stand in the address, and are taken back at once', async () => {
  const { router } = await showApp({ path: `${path}?user=user_1`, facts: { audit: createAudit({ entries }) } })
  expect(await rows()).toHaveLength(1)
  const user = await screen.findByLabelText<HTMLInputElement>('User')
  expect(user.value).toBe('user_1')
  await userEvent.clear(user)
  await userEvent.selectOptions(screen.getByLabelText('Event'), 'Proof refused')
  await userEvent.type(screen.getByLabelText('From'), '2026-09-18')
  await userEvent.type(screen.getByLabelText('Until'), '2026-09-18')
  expect(await rows()).toHaveLength(1)
  await press('Search')
  await waitFor(async () => expect((await rows())[0]?.textContent).toMatch(/Proof refused/))
  expect(router.state.location.search).toEqual({ event: 'proof.failed', since: '2026-09-18', until: '2026-09-18' })
  await userEvent.type(user, 'nobody')
  await press('Search')
  expect(await screen.findByText(/No matching events/)).toBeTruthy()
  await userEvent.clear(user)
  await userEvent.clear(screen.getByLabelText('From'))
  await userEvent.clear(screen.getByLabelText('Until'))
  await userEvent.selectOptions(screen.getByLabelText('Event'), 'Settings changed')
  await press('Search')
  // Behind a page on which nothing fits.
  await waitFor(async () => expect((await rows())[0]?.textContent).toMatch(/Settings changed/))
  await press('Clear filters')
  expect(await rows()).toHaveLength(2)
  expect(router.state.location.search).toEqual({})
  expect(user.value).toBe('')
})

test('the chain is told in plain words: whole, young, broken with what to do, or not known yet (R145)', async () => {
  const { facts } = await showApp({ path, facts: { audit: createAudit({ chain: null }) } })
  expect(await screen.findByText('Something went wrong on the server.', {}, { timeout: 5000 })).toBeTruthy()
  expect(await screen.findByText(/^No events yet/)).toBeTruthy()
  facts.audit.chain = someChain()
  await press('Try again')
  expect(await screen.findByText('Verified: the newest 1,000 events are unchanged')).toBeTruthy()
  expect(screen.getByText(/18,345 events are linked\. Signed up to event 18,340/)).toBeTruthy()
  cleanup()
  await showApp({ path, facts: { audit: createAudit({ chain: someChain({ entries: 7, signed: null }) }) } })
  expect(await screen.findByText('Verified: all events are unchanged', {}, { timeout: 5000 })).toBeTruthy()
  expect(screen.getByText(/first signature is made within the hour/)).toBeTruthy()
  cleanup()
  const broken = { seq: 17, id: 'aud_x', why: 'it was changed after it was written' }
  await showApp({ path, facts: { audit: createAudit({ chain: someChain({ broken }) }) } })
  const alarm = await screen.findByRole('alert', {}, { timeout: 5000 })
  expect(alarm.textContent).toMatch(/Event 17: it was changed after it was written \(aud_x\)/)
  expect(alarm.textContent).toContain('countersign audit verify --instance acme')
})

test('the command of an instance that is called like a word of it is shown whole', async () => {
  const { applications } = createPeer().facts
  const named = applications.map((application) => ({
    ...application,
    instances: application.instances.map((one) => ({ ...one, slug: 'audit' })),
  }))
  const broken = { seq: 17, id: 'aud_x', why: 'it was changed after it was written' }
  await showApp({ path, facts: { applications: named, audit: createAudit({ chain: someChain({ broken }) }) } })
  const alarm = await screen.findByRole('alert', {}, { timeout: 5000 })
  expect(alarm.textContent).toContain('countersign audit verify --instance audit')
})

test('the server log shows administrators without links, finds one of them, and checks its own integrity', async () => {
  const invited = someEntry({
    ...{ id: 'aud_s1', event: 'administrator.invited', user_id: 'user_bob', user_name: 'bob', details: {} },
  })
  const signedIn = someEntry({
    ...{ id: 'aud_s2', event: 'sign_in.completed', actor_id: 'user_1', user_name: 'operator', details: {} },
    by: { kind: 'user', name: null },
  })
  const { asked, router } = await showApp({
    path: '/server-log',
    facts: { serverAudit: createAudit({ entries: [invited, signedIn] }) },
  })
  await heading('Server log')
  const [first, second] = await rows()
  expect(first?.textContent).toMatch(/^Administrator invited.* · bob · by administrator root · Firefox/)
  expect(second?.textContent).toMatch(/^Signed in.* · operator · Firefox/)
  expect(within(await list()).queryByRole('link')).toBeNull()
  expect((await screen.findByText(/checks all events/)).textContent).toMatch(
    /^countersign audit verify --instance dashboard checks all events/,
  )
  expect(asked).toContain('GET /dashboard/api/server/audit-logs/chain')
  await userEvent.type(screen.getByLabelText('Administrator'), 'bob')
  await press('Search')
  await waitFor(async () => expect(await rows()).toHaveLength(1))
  expect(router.state.location.search).toEqual({ user: 'bob' })
  await press(/^Details of “Administrator invited/)
  const dialog = await screen.findByRole('dialog', { name: 'Administrator invited' })
  expect(dialog.textContent).toMatch(/Administratorbob.*Actoradministrator root/)
  expect(asked.some((key) => key.includes('/instances/'))).toBe(false)
})
