import type { State } from '@countersign/js'
import type { App } from './app.ts'
import { h } from './dom.ts'
import { disableApp, enrolApp, makeBackupCodes } from './enrolment.ts'
import { type Choice, choicesOf } from './form.ts'
import { showPayout } from './payout.ts'
import { addPhone, releasePhone, reservePhone } from './phone.ts'

export function showAccount(app: App): void {
  const state = app.countersign.getState()
  const { session, user } = state
  const signOut: Choice = {
    text: 'Sign out',
    async pick() {
      await app.countersign.signOut()
      app.route()
    },
  }
  const payOut: Choice = { text: 'Pay out', pick: () => showPayout(app) }
  const content = [
    h('p', {}, `Signed in as ${session?.publicUserData.identifier ?? ''}.`),
    ...(session?.tasks ? [h('p', { role: 'status' }, 'This app asks for a second step. Set one up to go on.')] : []),
    h('h2', {}, '2-step verification'),
    h('p', { 'data-state': user?.twoFactorEnabled ? 'on' : 'off' }, standing(state)),
    choicesOf(app, [...factorChoices(app, state), ...(user?.twoFactorEnabled ? [payOut] : []), signOut]),
  ]
  const title = session?.status === 'active' ? 'You are signed in' : 'One thing is missing'
  app.show({ title, content }, (now) => now.session !== null)
}

function standing({ environment, user }: State): string {
  if (!user?.twoFactorEnabled) {
    const offered = environment?.countersign.secondFactors ?? []
    return offered.some((strategy) => strategy !== 'backup_code')
      ? 'Off: your first proof alone opens this account.'
      : 'Off: this app has not switched a second step on.'
  }
  const left = user.backupCodesLeft
  const numbers = user.phoneNumbers.filter((number) => number.reservedForSecondFactor)
  const parts = [
    user.totpEnabled ? ['authenticator app'] : [],
    numbers.map(({ phoneNumber }) => `SMS to ${phoneNumber}`),
  ]
  const ways = parts.flat().join(', ')
  return left === null ? `On: ${ways}.` : `On: ${ways}, and ${left} unused backup codes.`
}

/** The same rules as everywhere: the operator switches a factor on, the person opts in. */
function factorChoices(app: App, { environment, user }: State): Choice[] {
  const offered = new Set(environment?.countersign.secondFactors)
  const choices: Choice[] = []
  if (user?.totpEnabled) choices.push({ text: 'Remove the authenticator app', pick: () => disableApp(app) })
  else if (offered.has('totp')) choices.push({ text: 'Set up an authenticator app', pick: () => enrolApp(app) })
  for (const { id, phoneNumber, reservedForSecondFactor, verification } of user?.phoneNumbers ?? []) {
    if (reservedForSecondFactor) {
      choices.push({ text: `Stop sending codes to ${phoneNumber}`, pick: () => releasePhone(app, id) })
    } else if (offered.has('phone_code') && verification?.status === 'verified') {
      choices.push({ text: `Send codes to ${phoneNumber}`, pick: () => reservePhone(app, id) })
    }
  }
  if (offered.has('phone_code')) choices.push({ text: 'Set up codes by SMS', pick: () => addPhone(app) })
  if (user?.twoFactorEnabled && offered.has('backup_code')) {
    choices.push({ text: 'Make new backup codes', pick: () => makeBackupCodes(app) })
  }
  return choices
}
