import { sessionViews } from '../backend-api/session-view.ts'
import { readUser } from '../backend-api/user-view.ts'
import { lastUndone } from '../changes/snapshots.store.ts'
import { trustedDeviceView } from '../frontend-api/views/trusted-device-view.ts'
import type { Scope } from '../http/scope.ts'
import { deviceOf } from '../lib/device.ts'
import { hasSecondFactor } from '../policy/second-step.ts'
import { findOpenRecovery } from '../recoveries/recoveries.store.ts'
import { isRunning, recoveryView } from '../recoveries/running.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { liveSessions } from '../sessions/sessions.store.ts'
import { listTrustedDevices } from '../sessions/trusted-devices.ts'
import { loadFacts } from '../users/facts.store.ts'
import { identifierOf, primaryEmail, primaryPhone, reservedPhones, type UserFacts } from '../users/facts.ts'
import { imageUrl } from '../users/profile-image.ts'
import { knownBrowsers } from './user-page.store.ts'

const mostSessions = 50

/** A user as one of a list. */
export function userLine(scope: Scope, facts: UserFacts, isLocked: boolean) {
  const { user } = facts
  return {
    id: user.id,
    name: [user.first_name, user.last_name].filter(Boolean).join(' ') || null,
    identifier: identifierOf(facts),
    image_url: imageUrl(scope, user.image_name),
    factors: enrolledIn(facts),
    has_second_factor: hasSecondFactor(facts, scope.instance.settings),
    last_sign_in_at: user.last_sign_in_at,
    created_at: user.created_at,
    is_banned: user.banned_at !== null,
    is_locked: isLocked,
  }
}

/** What was set up, switched on or not. */
function enrolledIn(facts: UserFacts) {
  return [
    ...(facts.totp ? ['totp' as const] : []),
    ...(facts.passkeys.length > 0 ? ['passkey' as const] : []),
    ...(reservedPhones(facts).length > 0 ? ['phone_code' as const] : []),
    ...(facts.backupCodesLeft > 0 ? ['backup_code' as const] : []),
  ]
}

/** Everything about one user that an operator may see: no secret, no code. */
export async function readUserPage(scope: Scope, id: string) {
  const { context, instance, now } = scope
  // What the app notes about its users is the app's business.
  const {
    public_metadata: _public,
    private_metadata: _private,
    unsafe_metadata: _unsafe,
    ...user
  } = await readUser(scope, id)
  const facts = await loadFacts(context.db, instance.id, id)
  const live = await liveSessions(context.db, { instanceId: instance.id, userId: id, now, idleSince: idleSince(scope) })
  const undone = await lastUndone(context.db, id, now)
  const browsers = await knownBrowsers(context.db, id, facts?.user.epoch ?? 0)
  const trusted = facts ? await listTrustedDevices(scope, facts.user) : []
  const recovery = await findOpenRecovery(context.db, id)
  const isOpen = facts && recovery && isRunning(recovery, facts.user, now)
  return {
    user,
    identifier: facts ? identifierOf(facts) : id,
    /** Where messages to the user went. */
    email: (facts && primaryEmail(facts)?.address) ?? null,
    phone: (facts && primaryPhone(facts)?.number) ?? null,
    sessions: await sessionViews(scope, live.slice(-mostSessions).reverse()),
    browsers: browsers.map(({ user_agent, ...row }) => ({ ...row, device: deviceOf(user_agent ?? '') })),
    /** Where the second step is not asked for. */
    trusted_devices: trusted.map(trustedDeviceView),
    recovery: isOpen ? recoveryView(recovery, now) : null,
    /** When a change was undone whose loss can still be given back. */
    undone_at: undone?.taken_at ?? null,
  }
}
