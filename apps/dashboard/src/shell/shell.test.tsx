import { defaultSettings } from '@countersign/contract/settings'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { heading, press, showApp, toggle } from '../testing/show-app.tsx'
import { missingWords } from './provider-notice.tsx'

afterEach(cleanup)

test('an operator first picks an application and one of its instances, told apart by environment (S12)', async () => {
  const { router } = await showApp()
  await heading('Applications')
  const acme = await screen.findByRole('list', { name: 'Instances of Acme' })
  expect(
    within(acme)
      .getAllByRole('link')
      .map((link) => link.textContent),
  ).toEqual(['acmeDevelopment', 'acme-liveProduction'])
  expect(screen.getByRole('list', { name: 'Instances of Globex' })).toBeTruthy()
  expect(screen.queryByRole('navigation', { name: 'Instance' })).toBeNull()
  await userEvent.click(within(acme).getByRole('link', { name: /acme-live/ }))
  await heading('Multi-factor')
  expect(router.state.location.pathname).toContain('ins_acme-live')
  expect(screen.getByRole('button', { name: /Application and instance: Acme Production/ })).toBeTruthy()
})

test('the header leads from one instance to any other (S12)', async () => {
  const { asked } = await showApp({ path: '/instances/ins_acme/api-keys' })
  await press(/Application and instance/)
  await userEvent.click(await screen.findByRole('menuitem', { name: /globex/ }))
  await heading('Multi-factor')
  await waitFor(() => expect(asked).toContain('GET /dashboard/api/instances/ins_globex'))
})

test('the side navigation has Authentication > Multi-factor (S13)', async () => {
  await showApp({ path: '/instances/ins_acme/settings/general' })
  const nav = await screen.findByRole('navigation', { name: 'Instance' })
  await userEvent.click(
    within(within(nav).getByRole('list', { name: 'Authentication' })).getByRole('link', { name: 'Multi-factor' }),
  )
  await toggle('Backup codes')
  expect(within(nav).getByRole('link', { name: 'Multi-factor' }).getAttribute('aria-current')).toBe('page')
})

test('following a link moves the focus to the heading of the page', async () => {
  await showApp({ path: '/instances/ins_acme/settings/general' })
  await heading('General')
  await userEvent.click(await screen.findByRole('link', { name: 'API keys' }))
  const title = await heading('API keys')
  await waitFor(() => expect(document.activeElement).toBe(title))
  expect(document.title).toBe('API keys · Countersign')
})

test('an address that leads nowhere says so and leads back', async () => {
  await showApp({ path: '/nowhere' })
  await heading('There is no such page')
  await userEvent.click(screen.getByRole('link', { name: 'Go to the applications' }))
  await heading('Applications')
})

test('an instance that is not there says so', async () => {
  await showApp({ path: '/instances/ins_gone/authentication/multi-factor' })
  expect((await screen.findByRole('alert')).textContent).toContain('There is nothing here.')
})

test('the operator manages their own account with the screens of the product', async () => {
  await showApp({ path: '/account/security' })
  await heading('2-step verification')
})

test('on a phone the pages are behind a button, which says whether they are open, closes on Escape and by itself on arrival', async () => {
  await showApp({ path: '/instances/ins_acme/settings/general' })
  const button = await screen.findByRole('button', { name: 'Pages' })
  const nav = screen.getByRole('navigation', { name: 'Instance' })
  const isOpen = () => [button.getAttribute('aria-expanded'), nav.hasAttribute('data-open')]
  expect(document.getElementById(button.getAttribute('aria-controls') ?? '')?.closest('nav')).toBe(nav)
  expect(isOpen()).toEqual(['false', false])
  await userEvent.click(button)
  expect(isOpen()).toEqual(['true', true])
  await userEvent.tab()
  expect(document.activeElement?.textContent).toBe('Users')
  await userEvent.keyboard('{Escape}')
  expect(isOpen()).toEqual(['false', false])
  expect(document.activeElement).toBe(button)
  await userEvent.click(button)
  await userEvent.click(within(nav).getByRole('link', { name: 'API keys' }))
  await heading('API keys')
  expect(isOpen()).toEqual(['false', false])
})

test('a proxy that the server does not trust is named on every page, with what to do (R105)', async () => {
  const seen = {
    kind: 'private',
    header: 'x-forwarded-for',
    peer: '10.1.2.3',
    seen_at: 1_790_000_000_000,
    trusted: false,
  } as const
  await showApp({
    path: '/instances/ins_acme/api-keys',
    facts: { server: { untrusted_proxies: [seen], feedback_url: null } },
  })
  expect(await screen.findByText('Proxy not trusted')).toBeTruthy()
  expect(screen.getByText(/arrive from 10\.1\.2\.3, which is not in COUNTERSIGN_TRUSTED_PROXIES/)).toBeTruthy()
})

test('a trusted proxy whose header is not read is named on every page, with the one to set (R105)', async () => {
  const seen = {
    kind: 'private',
    header: 'forwarded',
    peer: '10.1.2.3',
    seen_at: 1_790_000_000_000,
    trusted: true,
  } as const
  await showApp({
    path: '/instances/ins_acme/api-keys',
    facts: { server: { untrusted_proxies: [seen], feedback_url: null } },
  })
  expect(await screen.findByText('X-Forwarded-For is missing')).toBeTruthy()
  expect(screen.getByText(/forwarded header of the trusted proxy 10\.1\.2\.3 is not read/)).toBeTruthy()
})

test('a production instance without providers for its messages says so on every page, with what to set; others do not', async () => {
  const providers = { email: false, sms: false }
  const { router, facts } = await showApp({ path: '/instances/ins_acme-live/api-keys', facts: { providers } })
  expect(await screen.findByText('No email provider')).toBeTruthy()
  expect(screen.getByText(/Set COUNTERSIGN_MAIL and restart the server/)).toBeTruthy()
  await router.navigate({ to: '/instances/$instanceId/api-keys', params: { instanceId: 'ins_acme' } })
  await waitFor(() => expect(screen.queryByText('No email provider')).toBeNull())
  const settings = facts.settings['ins_acme-live'] ?? defaultSettings
  const texting = { ...settings, first_factors: { ...settings.first_factors, phone_code: true } }
  const words = (has: Partial<typeof providers>, environment: 'production' | 'development' = 'production') =>
    missingWords({ environment, providers: { ...providers, ...has }, settings: texting })?.title ?? null
  expect(words({})).toBe('No email or SMS provider')
  expect(words({ email: true })).toBe('No SMS provider')
  expect(words({ sms: true })).toBe('No email provider')
  expect(words({ email: true, sms: true })).toBeNull()
  expect(words({}, 'development')).toBeNull()
})
