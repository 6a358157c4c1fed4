import type { PhoneNumber } from '@countersign/js'
import type { App } from './app.ts'
import { h } from './dom.ts'
import { isSignedIn, sensitive, showBackupCodes } from './enrolment.ts'
import { formOf } from './form.ts'

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
      await reservePhone(app, id).catch((error: unknown) => {
        // Verified all the same: the account page offers to turn it on.
        app.route()
        throw error
      })
    },
    choices: [
      { text: 'Send a new code', pick: () => number.prepareVerification() },
      {
        text: 'Cancel',
        async pick() {
          const now = app.countersign.getState().user?.phoneNumbers.find((each) => each.id === id)
          if (now?.verification?.status !== 'verified') await number.destroy().catch(() => {})
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
