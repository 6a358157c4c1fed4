import type { Texts } from './texts.ts'

export const en: Texts = {
  code: {
    subject: '{code} is your {application} code',
    title: {
      sign_in: 'Your code to sign in',
      reset_password: 'Your code to choose a new password',
      sign_up: 'Your code to create your account',
      email_address: 'Confirm your e-mail address',
      phone_number: 'Confirm your phone number',
      reverification: 'Confirm that it is you',
      second_factor: 'Your code for the second step',
      recovery: 'Your code to recover your account',
    },
    use: {
      sign_in: 'Use this code to sign in at {application}:',
      reset_password: 'Use this code to choose a new password at {application}:',
      sign_up: 'Use this code to create your account at {application}:',
      email_address: 'Use this code to confirm this e-mail address at {application}:',
      phone_number: 'Use this code to confirm your phone number at {application}:',
      reverification: 'Use this code to confirm that it is you at {application}:',
      second_factor: 'Use this code for the second step of signing in at {application}:',
      recovery: 'Use this code to get back into your account at {application} without your second step:',
    },
    caution:
      'It works once, for {duration}. If you did not ask for it, you can ignore this message; nobody gets in without the code. Never tell it to anyone.',
    sms: {
      sign_in: '{code} is your {application} code to sign in. It works for {duration}. Never tell it to anyone.',
      reset_password:
        '{code} is your {application} code for a new password. It works for {duration}. Never tell it to anyone.',
      sign_up: '{code} is your {application} code for a new account. It works for {duration}. Never tell it to anyone.',
      email_address:
        '{code} is your {application} code to confirm your e-mail. It works for {duration}. Never tell it to anyone.',
      phone_number:
        '{code} is your {application} code to confirm this number. It works for {duration}. Never tell it to anyone.',
      reverification:
        '{code} is your {application} code to confirm it is you. It works for {duration}. Never tell it to anyone.',
      second_factor:
        '{code} is your {application} code for the second step. It works for {duration}. Never tell it to anyone.',
      recovery:
        '{code} is your {application} code to recover your account. It works for {duration}. Never tell it to anyone.',
    },
  },
  notices: {
    new_device: {
      subject: 'New sign-in',
      what: 'Your account was just signed in to from a browser we had not seen before.',
    },
    impersonated: {
      subject: 'Somebody acts as you',
      what: 'The people who run this app opened a session in which one of them acts as you, to help or to check. It ends by itself within an hour and cannot change how you sign in.',
    },
    second_factor_failed: {
      subject: 'Someone has your password',
      what: 'Somebody entered your right password but not the second step. If it was not you, change your password now.',
    },
    browser_trusted: {
      subject: 'A browser is trusted now',
      what: 'From now on, one browser gets into your account without the second step of signing in. A change of your password or of 2-step verification ends that; you can also end it in your account.',
    },
    trusted_device_copied: {
      subject: 'Trusted device removed',
      what: 'Someone used an old copy of the cookie that let one of your devices skip 2-step verification. That device now asks for it again. If you did not copy or restore a browser profile, change your password and check where you are signed in.',
    },
    locked: {
      subject: 'Your account is locked for a while',
      what: 'There were too many failed tries to sign in. The lock lifts by itself.',
    },
    second_step_guessed: {
      subject: 'Somebody keeps guessing your second step',
      what: 'Somebody who knows your password has failed at the second step again and again, so the password opens nothing any more. Choose a new one with “Forgot password?”. Nobody got in.',
    },
    factor_worn: {
      subject: 'A way to sign in was switched off',
      what: 'There were too many wrong tries in a row at one of your second factors, so it was switched off. Sign in with another one and set it up anew, or ask the people who run {application}.',
    },
    password_changed: {
      subject: 'Your password was changed',
      what: 'The password of your account was changed, and other sessions may have been ended.',
    },
    factor_added: {
      subject: '2-step verification is on',
      what: 'An authenticator app was added to your account. Your other sessions were ended.',
    },
    factor_replaced: {
      subject: 'Your authenticator app was replaced',
      what: 'A new authenticator app took the place of an earlier one, whose codes no longer work. Your other sessions were ended.',
    },
    factor_removed: {
      subject: '2-step verification changed',
      what: 'An authenticator app was removed from your account.',
    },
    passkey_added: {
      subject: 'Passkey added',
      what: 'A passkey was added to your account. Your other sessions were ended.',
    },
    passkey_removed: {
      subject: 'Passkey removed',
      what: 'A passkey was removed from your account.',
    },
    passkey_copied: {
      subject: 'A passkey was refused',
      what: 'Somebody used a passkey of your account that seems to be a copy. It was refused. If it is not your device that counts wrongly, remove the passkey and make a new one.',
    },
    second_factor_phone_added: {
      subject: 'Text messages added to 2-step verification',
      what: 'From now on, codes for the second step can be sent to a phone number of your account.',
    },
    second_factor_phone_removed: {
      subject: 'Text messages removed from 2-step verification',
      what: 'Codes for the second step are no longer sent to a phone number of your account.',
    },
    backup_codes_made: {
      subject: 'New backup codes',
      what: 'A new set of backup codes was made for your account. All earlier codes stopped working.',
    },
    backup_code_used: {
      subject: 'A backup code was used',
      what: 'One of your backup codes was just used to sign in.',
    },
    backup_codes_low: {
      subject: 'Few backup codes left',
      what: 'Most of your backup codes are used up. Make a new set before you need one.',
    },
    backup_codes_removed: {
      subject: 'Backup codes removed',
      what: 'The backup codes of your account were removed.',
    },
    account_exists: {
      subject: 'You already have an account',
      what: 'Somebody, perhaps you, tried to create an account with this address. There is one already; sign in, or reset the password if you forgot it.',
    },
    email_added: { subject: 'E-mail address added', what: 'An e-mail address was added to your account.' },
    email_removed: { subject: 'E-mail address removed', what: 'An e-mail address was removed from your account.' },
    phone_added: { subject: 'Phone number added', what: 'A phone number was added to your account.' },
    phone_removed: { subject: 'Phone number removed', what: 'A phone number was removed from your account.' },
    email_primary_changed: {
      subject: 'Primary e-mail address changed',
      what: 'Another address became the primary e-mail address of your account.',
    },
    undo_reversed: {
      subject: 'An undo was taken back',
      what: 'The people who run {application} gave back the changes that were undone with “This wasn’t me”. Your sessions were ended.',
    },
    account_undone: {
      subject: 'A change to your account was undone',
      what: 'Somebody followed “This wasn’t me” in one of our mails about this change. Your account is as it was before, every session was ended, and changes are on hold for 7 days. To sign in, choose a new password with “Forgot password?”. If it was not you who undid it, ask the people who run {application} for help.',
    },
    account_recovered: {
      subject: 'Account recovered',
      what: 'A new second step was set up in place of the lost ones. Your other sessions were ended, and nothing sensitive can be changed for 24 hours.',
    },
    recovery_started: {
      subject: 'Recovery of your account began',
      what: 'Somebody proved the first step and this account’s mailbox, and says that the second step is lost. After a wait they can set up a new one, unless you cancel it.',
    },
    recovery_cancelled: {
      subject: 'Recovery cancelled',
      what: 'The recovery of your account was stopped. How you sign in is as it was. If it was not you who began it, change your password.',
    },
    mfa_reset_started: {
      subject: 'Your second step can be set up anew',
      what: 'The people who run {application} allowed this account to replace its second step. To do so, sign in, choose “I have none of these” and prove this mailbox.',
    },
    help_desk_code_made: {
      subject: 'Help-desk code made',
      what: 'The people who run {application} made a code that stands in for your second step at a sign-in. Nobody but you should have it.',
    },
    help_desk_code_used: {
      subject: 'Help-desk code used',
      what: 'A code of the help desk was used in place of your second step to sign in.',
    },
    enrol_reminder: {
      subject: 'Set up 2-step verification',
      what: 'The people who run {application} ask for a second step at every sign-in, and your account has none yet. Set one up under “Security” in your account; it takes a minute.',
    },
    one_loss_reminder: {
      subject: 'Make sure you can always get in',
      what: 'Everything that proves it is you at {application} is in one place. If you lose it, you lose the way into your account. Add another second step under “Security”, or make backup codes and keep them somewhere else.',
    },
  },
  invitation: {
    subject: 'Your invitation to {application}',
    what: 'You have been invited to create an account for {application}.',
    use: 'The link works once, for {duration}. If you did not expect this invitation, you can ignore this message.',
    button: 'Create account',
    footer: 'Sent by {application} because an invitation was created for this address.',
  },
  endings: {
    account: {
      sentence:
        'If this was you, there is nothing to do. If it was not, open your account, end the sessions you do not know and change your password.',
      button: 'Open my account',
    },
    undo: {
      sentence:
        'If this was you, there is nothing to do. If it was not, say so now, and we will help you secure your account.',
      button: 'This wasn’t me',
    },
    signIn: {
      sentence: 'If it was not you, you can ignore this message; nothing about your account has changed.',
      button: 'Sign in',
    },
    recovery: {
      sentence: 'If this was you, wait and keep this mail. If it was not, cancel it now, then change your password.',
      button: 'Cancel the recovery',
    },
  },
  smsNotice: {
    account: '{application}: {subject}. If this was not you, sign in and check your account.',
    signIn: '{application}: {subject}. Sign in with this number; if you asked for nothing, do nothing.',
  },
  details: {
    device: 'Browser: {browser}\nAddress: {address}',
    unknownBrowser: 'unknown',
    codesLeft: { one: '{left} code is left.', other: '{left} codes are left.' },
    fewCodesLeft: {
      one: 'Only {left} code is left. Make a new set soon.',
      other: 'Only {left} codes are left. Make a new set soon.',
    },
    recovery: 'Possible from: {ready}\nPossible until: {end}',
    deadline: 'Please do so by: {deadline}',
  },
  footer: 'Sent automatically by {application} to protect your account.',
}
