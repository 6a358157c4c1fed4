import { newestApiVersion, type VerificationLevel } from '@countersign/contract'
import type { ReverificationRow } from '../../src/flows/reverification/reverification.store.ts'
import { factsOf, firstOf } from '../../src/flows/reverification/reverification.ts'
import type { SessionRow } from '../../src/http/scope.ts'
import { factsIn } from '../../src/policy/recovery.ts'
import { hasSecondFactor, isByPhone } from '../../src/policy/second-step.ts'
import { provenBy, type SignedIn } from '../../src/sessions/guard.ts'
import type { StepUpRow } from '../../src/sessions/step-ups.store.ts'
import type { UserFacts } from '../../src/users/facts.ts'
import { note } from './sign-in.moves.ts'
import type { Walk } from './walk.ts'
import { minute } from './world.ts'

/** What is done in a session, each move behind the guard that its route has. */

const levels = ['first_factor', 'second_factor', 'multi_factor'] as const

interface InSession {
  session: SessionRow
  facts: UserFacts
  isPending: boolean
}

function enter({ world, rules }: Walk): InSession | null {
  const { session, scope, user } = world
  if (session === null || user.user.banned_at !== null) return null
  if (!rules.mayEnter(scope, world.isAdministrator)) return null
  const facts = factsIn(session, user)
  const { settings } = scope.instance
  if (rules.isBarred(facts, settings, session, scope.now)) return null
  return { session, facts, isPending: rules.tasksOf(facts, settings, session, scope.now).length > 0 }
}

/** A token is made: everything that is not about the account itself. */
export function use(walk: Walk): void {
  const { world, rules, oracle } = walk
  const entered = enter(walk)
  if (entered === null || entered.isPending) return
  const { session } = entered
  oracle.used(world, session)
  const { outcome, rule } = rules.decisionFor(world.user, world.scope.instance.settings, world.scope.now)
  if (outcome === 'grace' && session.actor === null) {
    oracle.noticed(world, rule?.id)
    note(walk)
  }
  const proven = provenBy(session)
  oracle.claimed(rules.amrOf(proven), session)
}

/** A factor is set up or taken away, or a new password chosen. */
export function change(walk: Walk): void {
  const { world, rules, oracle, dice } = walk
  const entered = enter(walk)
  if (entered === null) return
  const { session, facts, isPending } = entered
  const { user, scope } = world
  const owesPassword = user.user.password_hash !== null && user.user.password_compromised_at !== null
  const isPassword = owesPassword && session.recovery_id === null
  if (isPending && owesPassword !== isPassword && session.recovery_id === null) return
  try {
    rules.requireChangeable({ ...scope, session, user: facts.user, facts } as SignedIn)
  } catch {
    return
  }
  oracle.changed(world, session)
  user.user.epoch += 1
  if (isPassword) {
    user.user.password_compromised_at = null
    user.user.password_updated_at = scope.now
  } else if (session.recovery_id !== null || isPending || dice.chance(0.7)) {
    const app = { id: `app_${user.user.epoch}` } as NonNullable<UserFacts['totp']>
    user.totp = app
    user.apps = [app]
  } else user.totp = null
  if (session.recovery_id === null) return
  world.session = null
  world.recovery = null
}

export function skip(walk: Walk): void {
  const { world, rules, oracle } = walk
  const entered = enter(walk)
  if (entered === null || entered.session.actor !== null || entered.session.recovery_id !== null) return
  const { session } = entered
  const { user, scope } = world
  const { rule, outcome } = rules.decisionFor(user, scope.instance.settings, scope.now)
  if (rule === null || outcome !== 'grace' || session.mfa_skipped === rule.id) return
  note(walk)
  oracle.skipped(world, rule.id)
  session.mfa_skipped = rule.id
  const grace = user.graces.find(({ rule_id }) => rule_id === rule.id)
  if (grace && grace.skips_left !== null) grace.skips_left -= 1
}

/** To prove again, for the session or for one step-up. */
export function beginRun(walk: Walk): void {
  const { world, rules, dice } = walk
  const entered = enter(walk)
  if (entered === null || entered.isPending || entered.session.actor !== null) return
  const { session, facts } = entered
  const { scope } = world
  const { settings } = scope.instance
  const isStepUp = dice.chance(0.5)
  const mayDowngrade = settings.reverification.downgrade && !isStepUp
  const asked = rules.askableLevel(dice.pick(levels), hasSecondFactor(facts, settings), mayDowngrade)
  if (asked === null) return
  const isPhoneTwice = isByPhone(session.first_strategy) && !rules.mayBeginByPhone(facts, settings, scope.now)
  const level: VerificationLevel = isPhoneTwice && asked === 'second_factor' ? 'multi_factor' : asked
  world.ids += 1
  const id = `run_${world.ids}`
  world.stepUp = isStepUp ? ({ id, level: asked, approved_at: null } as StepUpRow) : null
  world.run = {
    id,
    step_up_id: isStepUp ? id : null,
    epoch: facts.user.epoch,
    level,
    first_strategy: null,
    first_at: null,
    second_strategy: null,
    second_at: null,
    expires_at: scope.now + 10 * minute,
  } as ReverificationRow
  if (!isStepUp) session.owes_verification = 1
}

export function proveFirst(walk: Walk): void {
  const { world, rules, dice } = walk
  const { user, scope } = world
  const strategy = dice.pick(['password', 'email_code', 'phone_code', 'passkey'])
  const { password_hash, password_compromised_at } = user.user
  const { settings } = scope.instance
  const isThere = {
    password: password_hash !== null && password_compromised_at === null,
    email_code: user.emails.length > 0,
    phone_code: user.phones.length > 0 && rules.mayBeginByPhone(user, settings, scope.now),
    passkey: user.passkeys.length > 0,
  }
  if (isThere[strategy]) prove(walk, 'attempt_first', () => strategy)
}

export function proveSecond(walk: Walk): void {
  const { world, rules, dice } = walk
  prove(walk, 'attempt_second', (run, { session, facts }) => {
    const first = firstOf(run, session)
    const { instance, now } = world.scope
    const offers = rules.secondFactorsOf(facts, instance.settings, first, now, newestApiVersion)
    return offers[Math.floor(dice.next() * offers.length)]?.strategy
  })
}

function prove(
  walk: Walk,
  move: 'attempt_first' | 'attempt_second',
  choose: (run: ReverificationRow, entered: InSession) => string | undefined,
): void {
  const { world, rules, oracle } = walk
  const { run, scope } = world
  const entered = enter(walk)
  if (run === null || entered === null || run.epoch !== entered.facts.user.epoch) return
  if (!rules.mayProveAgain(factsOf(run, scope.now), move)) return
  const strategy = choose(run, entered)
  if (strategy === undefined) return
  const { session, facts } = entered
  const isFirst = move === 'attempt_first'
  const isWhole = isFirst && strategy === 'passkey' && rules.isPasskeyWhole(facts, scope.instance.settings, scope.now)
  oracle.proven(world, run.id, isFirst ? 'first' : 'second', strategy)
  if (isFirst) Object.assign(run, { first_strategy: strategy, first_at: scope.now })
  if (!isFirst || isWhole) Object.assign(run, { second_strategy: strategy, second_at: scope.now })
  const isComplete = rules.verificationStatus(factsOf(run, scope.now)) === 'complete'
  if (isComplete) oracle.verified(world, run.id, run.level, session)
  if (run.step_up_id !== null && world.stepUp && isComplete) world.stepUp.approved_at = scope.now
  if (run.step_up_id === null) {
    oracle.provenAgain(world, run.id, session)
    if (isFirst) Object.assign(session, { first_strategy: strategy, first_verified_at: scope.now })
    if (!isFirst || isWhole) Object.assign(session, { second_strategy: strategy, second_verified_at: scope.now })
    if (isComplete) session.owes_verification = 0
  }
  if (isComplete) world.run = null
}

/** The app's server presents the approval, for a level of its own choice. */
export function redeem({ world, rules, oracle, dice }: Walk): void {
  const wanted = dice.pick(levels)
  const { stepUp } = world
  if (stepUp === null || stepUp.approved_at === null || !rules.atLeast(wanted).includes(stepUp.level)) return
  world.stepUp = null
  oracle.redeemed(wanted)
}
