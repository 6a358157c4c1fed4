import type { VerificationLevel } from '@countersign/contract'
import type { SessionRow } from '../../src/http/scope.ts'
import { type Given, overdue, standsBefore, takenKinds, usableKinds } from './law.ts'
import { byPhone, isWholeByLaw, meets, must, type Proof, type Step, secondAfter } from './proofs.ts'
import { day, type Holder, hour, minute, type World } from './world.ts'

/** Watches a walk, keeps its own notes of what was proven, and says when the server grants what those do not cover. */
export class Oracle {
  readonly seen: Record<string, number>
  readonly given = new Map<string, Given>()
  readonly #proofs = new Map<string, Proof[]>()
  readonly #passwords = new Map<string, number>()
  #trust: { epoch: number; at: number } | null = null
  #recovery: { epoch: number; at: number } | null = null
  #approved: Proof[] = []
  /** Who gave the newest proof: from then on what was proven is theirs alone. */
  #prover: Holder | null = null
  proofs = 0

  constructor(seen: Record<string, number>) {
    this.seen = seen
  }

  /** What was there before the walk. */
  begins({ trust, recovery, scope }: World): void {
    const { days } = scope.instance.settings.trusted_devices
    const { wait_hours } = scope.instance.settings.recovery
    if (trust) this.#trust = { epoch: trust.epoch, at: trust.until - days * day }
    if (recovery) this.#recovery = { epoch: recovery.epoch, at: recovery.ready_at - wait_hours * hour }
  }

  /** The cookie was copied: both hold the same token until the next proof. */
  copied(): void {
    this.#prover = null
  }

  refused(by: Holder): void {
    this.#see(`${by} refused`)
  }

  /** Whatever finishes, uses or adds to what was proven. */
  #mustBeProver({ by }: World): void {
    must(this.#prover === null || this.#prover === by, 'a token went on that is older than the newest proof')
  }

  #proves(world: World): void {
    this.#mustBeProver(world)
    this.#prover = world.by
    this.proofs += 1
  }

  provedAddress(world: World): void {
    this.#proves(world)
  }

  #see(what: string): void {
    this.seen[what] = (this.seen[what] ?? 0) + 1
  }

  /** `to` is an attempt, a run of proving again, or a session, which has what was proven for it. */
  proven(world: World, to: string, step: Step, strategy: string): void {
    this.#proves(world)
    const taken: string[] = [...takenKinds(world), 'backup_code', 'help_desk_code']
    const isTaken = step === 'second' ? taken.includes(strategy) : true
    const all = this.#of(to)
    all.push({ step, strategy, at: world.scope.now, isTaken })
    // The key and the person are two steps, unless a rule wants another kind that the user has.
    const isWhole = strategy === 'passkey' && step === 'first' && isWholeByLaw(world)
    if (isWhole) all.push({ step: 'second', strategy, at: world.scope.now, isTaken: true })
  }

  chosePassword(world: World, to: string): void {
    this.#proves(world)
    this.#passwords.set(to, world.scope.now)
  }

  trusted(world: World): void {
    this.#trust = { epoch: world.user.user.epoch, at: world.scope.now }
  }

  recoveryBegan(world: World): void {
    this.#recovery = { epoch: world.user.user.epoch, at: world.scope.now }
  }

  noticed(world: World, rule: string | undefined): void {
    if (rule !== undefined && !this.given.has(rule)) this.given.set(rule, { since: world.scope.now, skips: 0 })
  }

  skipped(world: World, rule: string): void {
    this.noticed(world, rule)
    const given = this.given.get(rule)
    if (given) given.skips += 1
    const limit = world.scope.instance.settings.multi_factor.rules.find(({ id }) => id === rule)?.grace
    must(limit?.kind !== 'skips' || (given?.skips ?? 0) <= limit.skips, 'more skips were taken than there are')
    this.#see('skip')
  }

  opened(world: World, session: SessionRow): void {
    const { signIn, user, scope } = world
    this.#mustBeProver(world)
    must(signIn !== null && signIn.expires_at > scope.now, 'a session opened for an attempt that had run out')
    must(user.user.banned_at === null, 'a banned user was let in')
    mustBeAdministrator(world)
    const proofs = this.#of(signIn.id)
    const first = proofs.find(({ step }) => step === 'first')
    must(first !== undefined, 'a session opened without a first proof')
    const isChosen = ['password', 'passkey', 'ticket'].includes(first.strategy)
    must(isChosen || !isDashboard(world), 'an administrator began with a mailbox or a phone')
    if (session.recovery_id !== null) this.#openedToRecover(world, session, proofs)
    else if (first.strategy === 'ticket' && signIn.actor !== null) this.#openedToActAs(session)
    else this.#openedByProofs(world, session, first, proofs)
  }

  #openedToActAs(session: SessionRow): void {
    const isFresh = session.first_verified_at !== null || session.second_verified_at !== null
    must(!isFresh, 'who acts as a user counts as proven')
    this.#adopt(session, [])
    this.#see('impersonation')
  }

  #openedByProofs(world: World, session: SessionRow, first: Proof, proofs: Proof[]): void {
    const { user, scope } = world
    const signInId = String(world.signIn?.id)
    const second = secondAfter(first, proofs)
    const isTrusted = second === undefined && this.#isTrusted(world, signInId)
    const isAsked = usableKinds(world).length > 0
    must(!isAsked || second !== undefined || isTrusted, 'a session opened without the second proof that was due')
    this.#mustHaveNewPassword(world, signInId, first)
    const isUnknown = first.strategy === 'password' && !world.isKnown && !isAsked
    const isReachable = user.emails.length > 0 || takenKinds(world).includes('phone_code')
    const isDue = scope.instance.settings.device_trust && isUnknown && isReachable
    const isMade = proofs.some(({ step }) => step === 'trust')
    must(!isDue || isMade, 'an unknown browser was let in by a password alone')
    must(overdue(world, this.given)?.after !== 'refuse', 'somebody was let in whom a rule shuts out')
    const isOwn = second !== undefined && second.strategy !== 'help_desk_code'
    must(session.second_verified_at === null || isOwn, 'a session counts a second proof that nobody gave')
    this.#adopt(session, proofs)
    this.#see(isTrusted && isAsked ? 'trusted' : isDue ? 'made known' : second ? `by ${second.strategy}` : 'first only')
  }

  #openedToRecover(world: World, session: SessionRow, proofs: Proof[]): void {
    const { user, scope } = world
    const { now } = scope
    must(
      proofs.some((proof) => proof.step === 'mailbox' && proof.at === now),
      'a recovery opened without its mailbox',
    )
    const began = this.#recovery
    must(began !== null && began.epoch === user.user.epoch, 'a recovery opened that is void')
    const wait = scope.instance.settings.recovery.wait_hours * hour
    must(now >= began.at + wait && now < began.at + wait + 7 * day, 'a recovery opened outside its time')
    must(session.second_verified_at === null, 'a recovery counts as a second proof')
    this.#adopt(session, [{ step: 'first', strategy: 'email_code', at: now, isTaken: true }])
    this.#see('recovery')
  }

  #mustHaveNewPassword(world: World, signInId: string, first: Proof): void {
    const isReset = first.strategy.startsWith('reset_') || world.user.user.password_void_at !== null
    must(!isReset || this.#passwords.has(signInId), 'a reset opened the door without a new password')
    if (isReset) this.#see('reset')
  }

  #isTrusted({ user, scope, signIn }: World, signInId: string): boolean {
    const { trusted_devices } = scope.instance.settings
    const isReset = this.#passwords.has(signInId) || signIn?.first_strategy?.startsWith('reset_')
    const isOff = !trusted_devices.enabled || scope.instance.application.kind !== 'customer' || isReset
    const trust = this.#trust
    const began = signIn?.created_at ?? scope.now
    return !isOff && trust?.epoch === user.user.epoch && began < trust.at + trusted_devices.days * day
  }

  used(world: World, session: SessionRow): void {
    this.#mustBeProver(world)
    const { user } = world
    must(user.user.banned_at === null, 'a banned user acts')
    mustBeAdministrator(world)
    must(session.recovery_id === null, 'a session of a recovery acts as any other')
    const isKnownToOthers = user.user.password_hash !== null && user.user.password_compromised_at !== null
    must(!isKnownToOthers, 'a session acts before it has a new password')
    const mayWait = session.actor !== null && overdue(world, this.given) === null
    const isStopped = !mayWait && standsBefore(world, this.given, session.mfa_skipped)
    must(!isStopped, 'a session acts before it fulfils a rule')
    this.#see('use')
  }

  /** Factors, password and addresses: the strongest proof the user can give, given lately. */
  changed(world: World, session: SessionRow): void {
    this.#mustBeProver(world)
    const { user, scope } = world
    must(session.actor === null, 'who acts as a user changed how they sign in')
    const hasSecond = session.recovery_id === null && usableKinds(world).length > 0
    const proofs = this.#of(session.id).filter((proof) =>
      hasSecond ? proof.step === 'second' && proof.strategy !== 'help_desk_code' : proof.step === 'first',
    )
    const isLate = (at: number) => scope.now - at < scope.instance.settings.reverification.minutes * minute
    const since = user.user.password_compromised_at ?? Number.NEGATIVE_INFINITY
    const mustBeNewer = user.user.password_hash !== null ? since : Number.NEGATIVE_INFINITY
    must(
      proofs.some(({ at }) => isLate(at) && at > mustBeNewer),
      'a sensitive change without a fresh proof of the strongest factor',
    )
    const isLocked = (user.user.changes_locked_until ?? 0) > scope.now
    // Of a recovery nothing that was lost counts as there.
    const isOwed = session.recovery_id !== null || standsBefore(world, this.given, session.mfa_skipped)
    must(!isLocked || isOwed, 'a change while changes are locked')
    this.#see(session.recovery_id === null ? 'change' : 'change after recovery')
  }

  /** What a run has proven counts for its session, or for the step-up alone. */
  verified(world: World, run: string, level: VerificationLevel, session: SessionRow): void {
    const proofs = this.#of(run)
    must(meets(level, proofs), `${level} was called proven without its proofs`)
    if (level === 'second_factor') {
      const first = { step: 'first', strategy: String(session.first_strategy), at: 0, isTaken: true } as const
      must(secondAfter(first, proofs) !== undefined, 'a second code to one phone counted as another factor')
    }
    if (world.run?.step_up_id) this.#approved = proofs
    this.#see(`verified ${level}`)
  }

  provenAgain(world: World, run: string, session: SessionRow): void {
    if (!world.run?.step_up_id) this.#adopt(session, [...this.#of(session.id), ...this.#of(run)])
  }

  redeemed(level: VerificationLevel): void {
    const isMet = level === 'first_factor' ? this.#approved.length > 0 : meets(level, this.#approved)
    must(isMet, `a step-up was redeemed at ${level}, and that was not proven for it`)
    this.#approved = []
    this.#see(`redeemed ${level}`)
  }

  claimed(amr: readonly string[], session: SessionRow): void {
    if (!amr.includes('mfa')) return
    const proofs = this.#of(session.id).filter(({ strategy }) => strategy !== 'ticket')
    const isByPhoneAlone = proofs.every(({ strategy }) => byPhone.includes(strategy))
    // A key that asked the person is two by itself.
    const isTwo = proofs.some(({ step, strategy }) => step === 'second' || strategy === 'passkey')
    must(isTwo && !isByPhoneAlone, 'amr says mfa of one kind of proof')
    this.#see('mfa')
  }

  signedUp(world: World): void {
    this.#mustBeProver(world)
    const { signUp, scope } = world
    must(!isDashboard(world), 'someone signed up on the instance of the dashboard')
    const { identifiers, first_factors } = scope.instance.settings
    must(!signUp.isOver && !signUp.hasSession, 'an account was made of what is over')
    must(identifiers.email_address !== 'required' || signUp.hasEmail, 'an account was made without an address')
    must(identifiers.phone_number !== 'required' || signUp.hasPhone, 'an account was made without a number')
    must(identifiers.username !== 'required' || signUp.hasUsername, 'an account was made without a name')
    must(!first_factors.password || signUp.hasPassword, 'an account was made without a password')
    must(!signUp.hasEmail || signUp.hasVerifiedEmail, 'an account was made with an address that nobody proved')
    must(!signUp.hasPhone || signUp.hasVerifiedPhone, 'an account was made with a number that nobody proved')
    this.#see('sign-up')
  }

  #of(what: string): Proof[] {
    const proofs = this.#proofs.get(what) ?? []
    this.#proofs.set(what, proofs)
    return proofs
  }

  #adopt(session: SessionRow, proofs: Proof[]): void {
    this.#proofs.set(session.id, [...proofs])
  }
}

const isDashboard = ({ scope }: World) => scope.instance.application.kind === 'dashboard'

function mustBeAdministrator(world: World): void {
  must(
    !isDashboard(world) || world.isAdministrator,
    'an account without a record acts on the instance of the dashboard',
  )
}
