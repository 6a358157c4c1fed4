import { en } from '@countersign/react'

const titles = {
  'sign-in': 'Sign in',
  'sign-up': 'Create your account',
  profile: en.profile.profile,
  security: en.profile.security,
  undo: 'This wasn’t me',
}

/** What the shell itself says; everything else comes from the components. */
export const words = {
  title: (page: keyof typeof titles, application: string) =>
    application ? `${titles[page]} · ${application}` : titles[page],
  development: 'Development instance: for trying things out, not for real accounts.',
  unavailable: en.common.unavailable,
  tryAgain: en.common.tryAgain,
  ticketSpent: 'This link was used already, or is too old. Sign in as usual.',
  loading: en.common.loading,
  undo: {
    title: 'Was this you?',
    subtitle: 'This was changed in your account at {application}:',
    where: '{when}, from {device}',
    later: 'Changed after it, and undone with it',
    earlier: 'Changed before it',
    earlierHint:
      'These stay. If one of them was not you either, use the link in the e-mail about it instead: it undoes everything since.',
    consequences: 'If it was not you, undo it. This is what happens:',
    steps: [
      'Your account is as it was before the change.',
      'Everybody is signed out, on every device.',
      'The password stops working until you choose a new one by e-mail.',
      'Nothing about how you sign in can be changed for 7 days.',
    ],
    confirm: 'This wasn’t me: undo it',
    keep: 'If it was you, close this page. Nothing has been changed yet.',
    doneTitle: 'It is undone',
    doneSubtitle: 'Your account is as it was before, and everybody is signed out.',
    newPassword:
      'To get back in, go to sign-in, enter your e-mail address, choose “Forgot password?” and set a new password.',
    locked: 'Nothing about how you sign in can be changed until {when}.',
    mailbox: 'Whoever did it may be able to read your mail. Change the password of your mailbox as well.',
    signIn: 'Go to sign-in',
    deadTitle: 'This link does not work',
    deadText: 'It was used before, or is more than three days old. Opening it again changed nothing.',
    missingTitle: 'Open the link again',
    missingText: 'The link is not in the address any more. Open it once more from the e-mail.',
    help: 'If your account is still not safe, write to {email}.',
    helpUnknown: 'If your account is still not safe, ask the people who run {application} for help.',
  },
  changes: {
    password_changed: 'The password was changed',
    factor_added: 'An authenticator app was added',
    factor_replaced: 'An authenticator app was replaced by another one',
    factor_removed: 'An authenticator app was removed',
    second_factor_phone_added: 'A phone number was set up for 2-step verification',
    passkey_added: 'A passkey was added',
    passkey_removed: 'A passkey was removed',
    second_factor_phone_removed: 'A phone number was taken out of 2-step verification',
    backup_codes_made: 'New backup codes were made',
    backup_codes_removed: 'The backup codes were removed',
    email_added: 'An e-mail address was added',
    email_removed: 'An e-mail address was removed',
    email_primary_changed: 'Another e-mail address became the primary one',
    phone_added: 'A phone number was added',
    phone_removed: 'A phone number was removed',
    undo_reversed: 'Changes that were undone were given back',
  } as Record<string, string>,
  changed: 'How you sign in was changed',
} as const
