import { type PhoneNumber, type Totp, withReverification } from '@countersign/js'
import type { App } from './app.ts'
import { h } from './dom.ts'
import { choicesOf, formOf } from './form.ts'
import { proveAgain } from './reverification.ts'

const isSignedIn: Parameters<App['show']>[1] = ({ session }) => session !== null

/** A change of factors: when the server wants a fresh proof first, asks for it and goes on by itself. */
const sensitive = <T>(app: App, action: () => Promise<T>) =>
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

/** A number counts for nothing before its code is right; giving up takes it away again. */
export function addPhone(app: App): void {
  const { user } = app.countersign
  const form = formOf(app, {
    fields: [{ name: 'phone_number', label: 'Phone number, with its country code', autocomplete: 'tel' }],
    submit: 'Send a code',
    async onSubmit({ phone_number: phoneNumber = '' }) {
      const number = await sensitive(app, () => user.createPhoneNumber({ phoneNumber }))
      try {
        await number.prepareVerification()
      } catch (error) {
        await number.destroy().catch(() => {})
        throw error
      }
      showPhoneCode(app, number)
    },
    choices: [{ text: 'Cancel', pick: () => app.route() }],
  })
  const note = h('p', {}, 'A text message is easier to get at than an authenticator app: prefer the app if you can.')
  app.show({ title: 'Set up codes by SMS', content: [note, form] }, isSignedIn)
}

function showPhoneCode(app: App, { id, phoneNumber }: PhoneNumber): void {
  const number = app.countersign.user.phoneNumber(id)
  const form = formOf(app, {
    intro: `We sent a code to ${phoneNumber}.`,
    fields: [{ name: 'code', label: 'Code from the message', autocomplete: 'one-time-code', inputmode: 'numeric' }],
    submit: 'Confirm',
    async onSubmit({ code = '' }) {
      await sensitive(app, () => number.attemptVerification({ code }))
      await reservePhone(app, id)
    },
    choices: [
      { text: 'Send a new code', pick: () => number.prepareVerification() },
      {
        text: 'Cancel',
        async pick() {
          await number.destroy().catch(() => {})
          app.route()
        },
      },
    ],
  })
  app.show({ title: 'Check your phone', content: [form] }, isSignedIn)
}

/** For a number that is verified: from now on sign-in asks for a code sent there. */
export async function reservePhone(app: App, id: string): Promise<void> {
  const number = app.countersign.user.phoneNumber(id)
  const { backupCodes } = await sensitive(app, () => number.setReservedForSecondFactor({ reserved: true }))
  if (backupCodes) showBackupCodes(app, backupCodes)
  else app.route()
}

export async function releasePhone(app: App, id: string): Promise<void> {
  const number = app.countersign.user.phoneNumber(id)
  await sensitive(app, () => number.setReservedForSecondFactor({ reserved: false }))
  app.route()
}

export async function makeBackupCodes(app: App): Promise<void> {
  const { codes } = await sensitive(app, () => app.countersign.user.createBackupCode())
  showBackupCodes(app, codes)
}

function showBackupCodes(app: App, codes: readonly string[]): void {
  const list = h('ol', { class: 'codes' }, ...codes.map((code) => h('li', {}, h('code', {}, code))))
  const intro = h('p', {}, 'Each of these gets you in once when the app is out of reach. They are not shown again.')
  const choices = choicesOf(app, [
    { text: 'Copy the codes', pick: () => navigator.clipboard.writeText(codes.join('\n')) },
    { text: 'I saved them', pick: () => app.route() },
  ])
  app.show({ title: 'Save your backup codes', content: [intro, list, choices] }, isSignedIn)
}
