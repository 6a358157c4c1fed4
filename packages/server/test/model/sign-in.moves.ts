import { newestApiVersion, type Strategy } from '@countersign/contract'
import type { SignInFacts } from '../../src/flows/sign-in/sign-in.status.ts'
import type { SignInRow } from '../../src/flows/sign-in/sign-in.store.ts'
import type { SessionRow } from '../../src/http/scope.ts'
import type { Walk } from './walk.ts'
import { begun, day, hour } from './world.ts'

/** The sign-in as its routes carry it out, with the storage left away: each decision is the server's own. */

const firsts = [
  'password',
  'email_code',
  'phone_code',
  'passkey',
  'reset_password_email_code',
  'reset_password_phone_code',
  'ticket',
] as const

export function begin({ world, dice }: Walk): void {
  const { scope, user, trust, isKnown } = world
  const isShown = trust !== null && trust.epoch === user.user.epoch && trust.until > scope.now
  world.ids += 1
  world.signIn = {
    id: `sia_${world.ids}`,
    user_id: 'user',
    identifier: 'a@b.example',
    epoch: user.user.epoch,
    known_client: isKnown ? 1 : 0,
    trusted_by: isShown ? 'browser' : null,
    actor: dice.chance(0.2) ? '{"sub":"operator"}' : null,
    by_passkey: 0,
    created_at: scope.now,
    expires_at: scope.now + hour,
    first_strategy: null,
    first_at: null,
    reset_at: null,
    new_password_at: null,
    second_strategy: null,
    second_at: null,
    trusted_at: null,
    session_id: null,
  } as SignInRow
}

function rowFor(walk: Walk, move: Parameters<Walk['rules']['mayMove']>[1]): SignInRow | null {
  const row = walk.world.signIn
  return row !== null && walk.rules.mayMove(factsOf(walk, row), move) ? row : null
}

function factsOf({ rules, world }: Walk, row: SignInRow): SignInFacts {
  return rules.signInFacts(world.scope, row, world.user)
}

/** Whether the user could prove it at all. */
function isPossible({ world: { user } }: Walk, strategy: (typeof firsts)[number]): boolean {
  const { password_hash, password_void_at, password_compromised_at } = user.user
  if (strategy === 'password')
    return password_hash !== null && password_void_at === null && password_compromised_at === null
  if (strategy.endsWith('email_code')) return user.emails.length > 0
  if (strategy.endsWith('phone_code')) return user.phones.length > 0
  return strategy === 'ticket' || user.passkeys.length > 0
}

export function first(walk: Walk): void {
  const { world, rules, oracle, dice } = walk
  const { scope, user } = world
  const strategy = dice.pick(firsts)
  const row = rowFor(walk, 'attempt_first')
  if (row === null || !isPossible(walk, strategy) || !rules.mayBeginWith(scope.instance, strategy)) return
  const { settings } = scope.instance
  if (strategy.endsWith('phone_code') && !rules.mayBeginByPhone(user, settings, scope.now)) return
  const isWhole = strategy === 'passkey' && rules.isPasskeyWhole(user, settings, scope.now)
  oracle.proven(world, row.id, 'first', strategy)
  row.first_strategy = strategy
  row.first_at = scope.now
  row.reset_at = strategy.startsWith('reset_') ? scope.now : null
  row.second_strategy = isWhole ? strategy : null
  row.second_at = isWhole ? scope.now : null
  finish(walk, row)
}

export function newPassword(walk: Walk): void {
  const { world, oracle } = walk
  const row = rowFor(walk, 'reset_password')
  if (row === null) return
  const { user } = world.user
  oracle.chosePassword(world, row.id)
  user.password_hash = 'another'
  user.password_void_at = null
  user.password_compromised_at = null
  user.epoch += 1
  row.new_password_at = world.scope.now
  row.epoch = user.epoch
  row.trusted_by = null
  world.session = null
  finish(walk, row)
}

export function second(walk: Walk): void {
  const { world, rules, oracle, dice } = walk
  const { scope, user } = world
  const row = rowFor(walk, 'attempt_second')
  if (row === null) return
  const offers = rules.secondFactorsOf(user, scope.instance.settings, row.first_strategy, scope.now, newestApiVersion)
  const offer = offers[Math.floor(dice.next() * offers.length)]
  if (offer === undefined) return
  const isByHelpDesk = offer.strategy === 'backup_code' && user.helpDeskCodes > 0
  const strategy: Strategy | 'help_desk_code' = isByHelpDesk ? 'help_desk_code' : offer.strategy
  if (isByHelpDesk) user.helpDeskCodes -= 1
  oracle.proven(world, row.id, 'second', strategy)
  row.second_strategy = strategy
  row.second_at = scope.now
  if (offer.strategy !== 'backup_code' && dice.chance(0.5) && rules.mayTrustDevices(scope.instance)) {
    world.trust = { epoch: user.user.epoch, until: scope.now + scope.instance.settings.trusted_devices.days * day }
    oracle.trusted(world)
  }
  finish(walk, row)
}

export function makeKnown(walk: Walk): void {
  const row = rowFor(walk, 'attempt_trust')
  if (row === null) return
  walk.oracle.proven(walk.world, row.id, 'trust', 'email_code')
  row.trusted_at = walk.world.scope.now
  finish(walk, row)
}

/** The code from the mailbox is right: the wait begins, goes on, or is over. */
export function recover(walk: Walk): void {
  const { world, rules, oracle } = walk
  const { scope, user, recovery } = world
  const row = rowFor(walk, 'recover')
  if (row === null || rules.recoveryEmails(user, scope.now).length === 0) return
  oracle.proven(world, row.id, 'mailbox', 'email_code')
  const isRunning = recovery !== null && rules.isRunning(recovery, user.user, scope.now)
  if (user.user.banned_at !== null) return
  const isOpen = isRunning && rules.isReady(recovery, scope.now)
  if (isOpen) open(walk, row, { id: 'rec', isTrusted: false })
  if (isRunning || !rules.mayRecover(scope.instance)) return
  const readyAt = scope.now + scope.instance.settings.recovery.wait_hours * hour
  world.recovery = begun(readyAt, user.user.epoch)
  oracle.recoveryBegan(world)
}

function finish(walk: Walk, row: SignInRow): void {
  const { world, rules, oracle } = walk
  const { scope, user } = world
  const facts = factsOf(walk, row)
  if (facts.isOver || rules.nextStep(facts) !== null || user.user.banned_at !== null) return
  const isActor = row.first_strategy === 'ticket' && row.actor !== null
  const decision = rules.decisionFor(user, scope.instance.settings, scope.now)
  if (!isActor && decision.outcome === 'grace') {
    oracle.noticed(world, decision.rule?.id)
    note(walk)
  }
  if (decision.outcome === 'refuse') return
  open(walk, row, { id: null, isTrusted: row.trusted_by !== null && rules.skipsSecond(facts) })
}

/** Fixes what a rule gives to somebody who is told of it for the first time. */
export function note({ world, rules }: Walk): void {
  const { scope, user } = world
  const { rule, until, skipsLeft, isNoticed } = rules.decisionFor(user, scope.instance.settings, scope.now)
  if (rule === null || isNoticed) return
  user.graces.push({ rule_id: rule.id, noticed_at: scope.now, until, skips_left: skipsLeft })
}

function open(
  { world, rules, oracle }: Walk,
  row: SignInRow,
  { id, isTrusted }: { id: string | null; isTrusted: boolean },
): void {
  const { now } = world.scope
  if (!rules.mayEnter(world.scope, world.isAdministrator)) return
  const isActor = row.first_strategy === 'ticket' && row.actor !== null && id === null
  const session = {
    id: `sess_${row.id}`,
    actor: isActor ? row.actor : null,
    recovery_id: id,
    created_at: now,
    first_strategy: row.first_strategy,
    first_verified_at: isActor ? null : id === null ? row.first_at : now,
    second_strategy: id === null && !isTrusted ? row.second_strategy : null,
    second_verified_at: row.second_strategy === 'help_desk_code' || id !== null ? null : row.second_at,
    owes_verification: 0,
    mfa_skipped: null,
  } as SessionRow
  oracle.opened(world, session)
  row.session_id = session.id
  world.session = session
  world.run = null
  world.stepUp = null
  world.isKnown ||= id === null && !isActor
}
