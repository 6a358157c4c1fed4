import { flag, isFields, name, object, requireText, text, texts, time } from '../fields.ts'
import { type IncomingApp, incoming } from '../incoming.ts'
import type { Source } from '../source.ts'
import { emailObjects, phoneObjects } from './addresses.ts'

/** What `user export` writes as JSON. */
export const countersign: Source = {
  users: 'users',
  others: {},
  read(record) {
    const stored = text(record, 'password_hash')
    const set = record['backup_code_set']
    return incoming({
      id: requireText(record, 'id'),
      externalId: name(record, 'external_id'),
      emails: emailObjects(record),
      phones: phoneObjects(record),
      username: name(record, 'username'),
      firstName: name(record, 'first_name'),
      lastName: name(record, 'last_name'),
      password: stored === null ? null : { stored, pepper: text(record, 'pepper') },
      totpSecret: text(record, 'totp_secret'),
      apps: appsOf(record['authenticator_apps']),
      backupSet: isFields(set)
        ? { salt: requireText(set, 'salt'), macs: texts(set, 'macs'), pepper: text(record, 'pepper') }
        : null,
      publicMetadata: object(record, 'public_metadata'),
      privateMetadata: object(record, 'private_metadata'),
      unsafeMetadata: object(record, 'unsafe_metadata'),
      createdAt: time(record, 'created_at'),
      lastSignInAt: time(record, 'last_sign_in_at'),
      passwordUpdatedAt: time(record, 'password_updated_at'),
      passwordCompromisedAt: time(record, 'password_compromised_at'),
      passwordVoidAt: time(record, 'password_void_at'),
      mfaEnabledAt: time(record, 'mfa_enabled_at'),
      isBanned: flag(record, 'banned'),
      locale: name(record, 'locale'),
      leftOut: [
        ...(flag(record, 'password_enabled') && stored === null ? ['password'] : []),
        ...(flag(record, 'totp_enabled') && text(record, 'totp_secret') === null ? ['authenticator app'] : []),
        ...(flag(record, 'backup_code_enabled') && !isFields(set) ? ['backup codes'] : []),
      ],
    })
  },
}

function appsOf(given: unknown): IncomingApp[] {
  return (Array.isArray(given) ? given : []).filter(isFields).map((app) => {
    const { drift } = app
    const steps = typeof drift === 'number' && Number.isInteger(drift) ? drift : 0
    return {
      secret: requireText(app, 'secret'),
      name: name(app, 'name'),
      drift: steps,
      createdAt: time(app, 'created_at'),
    }
  })
}
