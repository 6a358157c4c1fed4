import type { Message } from './message.ts'

/** The mails that carry a code. The code stands alone on its line so that a phone can offer to fill it in. */
const codePurposes = {
  sign_in: 'sign in',
  reset_password: 'choose a new password',
  sign_up: 'create your account',
  email_address: 'confirm this e-mail address',
  reverification: 'confirm that it is you',
  phone_number: 'confirm this phone number',
  second_factor: 'finish signing in',
} as const

export type CodePurpose = keyof typeof codePurposes

export function codeMessage(purpose: CodePurpose, code: string, minutes: number, application: string): Message {
  return {
    kind: 'code',
    subject: `${code} is your ${application} code`,
    body: [
      `Use this code to ${codePurposes[purpose]} at ${application}:`,
      '',
      code,
      '',
      `It works once, for ${minutes} minutes. If you did not ask for it, you can ignore this message; nobody gets in without the code. Never tell it to anyone.`,
    ].join('\n'),
    code,
  }
}

/** One message of 160 characters at most for any name of 60: a second part costs as much as the first. */
export function codeSms(purpose: CodePurpose, code: string, minutes: number, application: string): Message {
  const name = application.replace(/\p{C}/gu, ' ').slice(0, 60)
  return {
    kind: 'code',
    subject: '',
    body: `${code} is your ${name} code to ${codePurposes[purpose]}. It works for ${minutes} minutes. Never tell it to anyone.`,
    code,
  }
}

/** Notices of what happened to an account (R63, R73): what, when it is not plain what to do, and where to look. */
const notices = {
  new_device: ['New sign-in', 'Your account was just signed in to from a browser we had not seen before.'],
  second_factor_failed: [
    'Someone has your password',
    'Somebody entered your right password but not the second step. If it was not you, change your password now.',
  ],
  locked: [
    'Your account is locked for a while',
    'There were too many failed tries to sign in. The lock lifts by itself.',
  ],
  password_changed: [
    'Your password was changed',
    'The password of your account was changed, and other sessions may have been ended.',
  ],
  factor_added: [
    '2-step verification is on',
    'An authenticator app was added to your account. Your other sessions were ended.',
  ],
  factor_removed: ['2-step verification changed', 'An authenticator app was removed from your account.'],
  backup_codes_made: [
    'New backup codes',
    'A new set of backup codes was made for your account. All earlier codes stopped working.',
  ],
  backup_code_used: ['A backup code was used', 'One of your backup codes was just used to sign in.'],
  backup_codes_removed: ['Backup codes removed', 'The backup codes of your account were removed.'],
  account_exists: [
    'You already have an account',
    'Somebody, perhaps you, tried to create an account with this address. There is one already; sign in, or reset the password if you forgot it.',
  ],
  email_added: ['E-mail address added', 'An e-mail address was added to your account.'],
  phone_added: ['Phone number added', 'A phone number was added to your account.'],
  phone_removed: ['Phone number removed', 'A phone number was removed from your account.'],
  second_factor_phone_added: [
    '2-step verification by SMS is on',
    'A phone number of your account was reserved for codes at sign-in. Your other sessions were ended.',
  ],
  second_factor_phone_removed: [
    '2-step verification changed',
    'A phone number of your account is no longer used for codes at sign-in.',
  ],
  email_removed: ['E-mail address removed', 'An e-mail address was removed from your account.'],
} as const

export type NoticeName = keyof typeof notices

export function noticeMessage(name: NoticeName, application: string, accountUrl: string, detail?: string): Message {
  const [subject, what] = notices[name]
  return {
    kind: name,
    subject: `${subject} – ${application}`,
    body: [
      what,
      ...(detail ? ['', detail] : []),
      '',
      `If this was you, there is nothing to do. If it was not, open ${accountUrl} , end the sessions you do not know and change your password.`,
    ].join('\n'),
    link: accountUrl,
  }
}
