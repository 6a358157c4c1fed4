import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import jsQR from 'jsqr'
import { URI } from 'otpauth'
import { afterEach, expect, test, vi } from 'vitest'
import { TotpSetup } from './totp-setup.tsx'

afterEach(cleanup)

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const uri = `otpauth://totp/Acme:ada%40acme.example?secret=${secret}&issuer=Acme&algorithm=SHA1&digits=6&period=30`

function show(shown = uri) {
  const onCode = vi.fn()
  render(
    <TotpSetup secret={secret} uri={shown} progress={{ isBusy: false, failure: null }} onCode={onCode} level={3} />,
  )
  return { onCode }
}

/** What a camera would see of the drawing, at `scale` pixels a module. */
function scan(svg: Element, scale = 4): string | undefined {
  const size = Number(svg.getAttribute('viewBox')?.split(' ')[2]) * scale
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  const path = svg.querySelector('path')?.getAttribute('d') ?? ''
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < scale; row++) {
      const start = ((Number(y) * scale + row) * size + Number(x) * scale) * 4
      for (let column = 0; column < scale; column++) pixels.set([0, 0, 0, 255], start + column * 4)
    }
  }
  return jsQR(pixels, size, size)?.data
}

test('the QR code is drawn in the browser and reads back as the set-up URI, which an independent app understands (S28)', async () => {
  show()
  const read = scan(await screen.findByRole('img', { name: 'QR code for your authenticator app' }))
  expect(read).toBe(uri)
  const parsed = URI.parse(read ?? '')
  expect([parsed.issuer, parsed.label, parsed.secret.base32]).toEqual(['Acme', 'ada@acme.example', secret])
})

const uriOf = (issuer: string, account: string) =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`
const long = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example`

test.each([
  ['a long address', 'Acme', long, 'Acme', long],
  [
    'a long issuer',
    'Bureau of Long Names '.repeat(4).trim(),
    'ada@acme.example',
    /^(Bureau of Long Names ?){4}$/,
    'ada@acme.example',
  ],
  ['names in Japanese', '株式会社長いアプリ', long, '株式会社長いアプリ', long],
  ['names as long as they can be', '名'.repeat(100), '👩‍💻é'.repeat(80), /^名+…$/, /…$/],
])('the QR code stays readable with %s (S28)', async (_, issuer, account, readIssuer, readAccount) => {
  show(uriOf(issuer, account))
  const svg = await screen.findByRole('img', { name: 'QR code for your authenticator app' })
  const modules = Number(svg.getAttribute('viewBox')?.split(' ')[2])
  // The quiet zone included; each module has its four pixels.
  expect(modules).toBeLessThanOrEqual(65 + 8)
  expect(Number(svg.getAttribute('width'))).toBe(modules * 4)
  const parsed = URI.parse(scan(svg) ?? '')
  expect(parsed).toMatchObject({ algorithm: 'SHA1', digits: 6, period: 30, secret: { base32: secret } })
  const is = (wanted: string | RegExp) => (typeof wanted === 'string' ? wanted : expect.stringMatching(wanted))
  expect([parsed.issuer, parsed.label]).toEqual([is(readIssuer), is(readAccount)])
  // What is copied is the whole URI.
  expect(screen.getByText(uriOf(issuer, account))).toBeTruthy()
})

test('secret and URI are shown, each with a copy button of its own (S29)', async () => {
  const user = userEvent.setup()
  show()
  expect(screen.getByText(uri)).toBeTruthy()
  expect(screen.getByText('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP')).toBeTruthy()
  await user.click(screen.getByText('Cannot scan it?'))
  await user.click(screen.getByRole('button', { name: 'Copy secret' }))
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(secret))
  await user.click(screen.getByRole('button', { name: 'Copy URI' }))
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(uri))
})

test('on a phone the URI opens the authenticator app', () => {
  show()
  expect(screen.getByText('Open in authenticator app').closest('a')?.getAttribute('href')).toBe(uri)
})

test('a code is asked for in the same place (S30)', async () => {
  const { onCode } = show()
  await userEvent.type(screen.getByLabelText('Code from your authenticator app'), '123 456')
  expect(onCode).toHaveBeenCalledExactlyOnceWith('123456')
})
