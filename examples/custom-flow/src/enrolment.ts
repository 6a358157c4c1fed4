import { type Totp, withReverification } from '@countersign/js'
import type { App } from './app.ts'
import { h } from './dom.ts'
import { choicesOf, formOf } from './form.ts'
import { proveAgain } from './reverification.ts'

export const isSignedIn: Parameters<App['show']>[1] = ({ session }) => session !== null

/** A change of factors: when the server wants a fresh proof first, asks for it and goes on by itself. */
export const sensitive = <T>(app: App, action: () => Promise<T>) =>
  withReverification(action, (level) => proveAgain(app, level))

export async function enrolApp(app: App): Promise<void> {
  showSecret(app, await sensitive(app, () => app.countersign.user.createTOTP()))
}

function showSecret(app: App, { secret, uri }: Totp): void {
  const form = formOf(app, {
    intro: 'Then type the code that the app shows. Nothing changes before that.',
    fields: [{ name: 'code', label: 'Code from the app', autocomplete: 'one-time-code', inputmode: 'numeric' }],
    submit: 'Confirm',
    async onSubmit({ code = '' }) {
      const { backupCodes } = await sensitive(app, () => app.countersign.user.verifyTOTP({ code }))
      if (backupCodes) showBackupCodes(app, backupCodes)
      else app.route()
    },
    choices: [{ text: 'Cancel', pick: () => app.route() }],
  })
  const key = h(
    'dl',
    {},
    h('dt', {}, 'Secret'),
    h('dd', {}, h('code', { 'data-secret': true }, secret ?? '')),
    h('dt', {}, 'Set-up address'),
    h('dd', {}, h('a', { href: uri ?? '', 'data-uri': true }, uri ?? '')),
  )
  const intro = h('p', {}, 'Add this to your authenticator app: type the secret, or open the address on a phone.')
  const title = 'Set up the authenticator app'
  app.show({ title, content: [intro, key, form], isForReading: true }, isSignedIn)
}

export async function disableApp(app: App): Promise<void> {
  await sensitive(app, () => app.countersign.user.disableTOTP())
  app.route()
}

export async function makeBackupCodes(app: App): Promise<void> {
  const { codes } = await sensitive(app, () => app.countersign.user.createBackupCode())
  showBackupCodes(app, codes)
}

export function showBackupCodes(app: App, codes: readonly string[]): void {
  const list = h('ol', { class: 'codes' }, ...codes.map((code) => h('li', {}, h('code', {}, code))))
  const intro = h('p', {}, 'Each of these gets you in once when the app is out of reach. They are not shown again.')
  const choices = choicesOf(app, [
    { text: 'Copy the codes', pick: () => navigator.clipboard.writeText(codes.join('\n')) },
    { text: 'I saved them', pick: () => app.route() },
  ])
  app.show({ title: 'Save your backup codes', content: [intro, list, choices] }, isSignedIn)
}
