/** What apps are told of, with a sentence for whoever chooses. Those of users and sessions have the names that Clerk’s have. */
export const eventTypes = {
  'user.created': 'A user was made, by signing up or by your server',
  'user.updated': 'Profile, addresses, numbers, password, factors or access of a user changed',
  'user.deleted': 'A user was deleted',
  'session.created': 'Somebody signed in',
  'session.pending': 'A session was opened that owes a task, such as setting up a second factor',
  'session.ended': 'Somebody signed out',
  'session.removed': 'A browser signed out of all its sessions',
  'session.revoked': 'A session was ended by its user elsewhere, by a change of how they sign in, or by your server',
  'factor.changed': 'A password, second factor or set of backup codes was added, changed or removed',
  'mfa.enrolment.started': 'Somebody began to set up an authenticator app',
  'mfa.enrolment.skipped': 'Somebody put off setting up a second factor that a rule wants',
  'mfa.enrolment.overdue': 'Somebody signed in after the time that a rule gave them to set up a second factor',
  'mfa.challenge.failed': 'The right first factor was followed by a wrong second one',
  'backup_codes.low': 'Three backup codes of a user are left',
  'recovery.started': 'Somebody without their second factor began to get back in, or an operator let them',
  'recovery.cancelled': 'A recovery was stopped, or was not needed any more',
  'recovery.finished': 'A recovery ended with a new second factor in place of the lost ones',
  'sms.budget.tripped': 'The SMS budget of the day reached 50, 80 or 100 percent',
} as const

export type EventType = keyof typeof eventTypes
export const eventNames = Object.keys(eventTypes) as [EventType, ...EventType[]]
/** Sent by hand, to endpoints whatever they want. */
export const testEvent = 'endpoint.test'
