import type { SignUpFacts } from '../../src/flows/sign-up/sign-up.status.ts'
import type { Walk } from './walk.ts'

/** A sign-up beside everything else: what is given, what is proven of it, and the account at the end. */

export function give(walk: Walk): void {
  const { signUp } = walk.world
  // A new address is a new claim: whatever was proven before does not count for it.
  const given = walk.dice.pick<Partial<SignUpFacts>>([
    { hasEmail: true, hasVerifiedEmail: false },
    { hasPhone: true, hasVerifiedPhone: false },
    { hasUsername: true },
    { hasPassword: true },
  ])
  Object.assign(signUp, given)
  finish(walk)
}

export function prove(walk: Walk): void {
  const { signUp } = walk.world
  if (signUp.hasEmail || signUp.hasPhone) walk.oracle.provedAddress(walk.world)
  if (walk.dice.chance(0.5)) signUp.hasVerifiedEmail ||= signUp.hasEmail
  else signUp.hasVerifiedPhone ||= signUp.hasPhone
  finish(walk)
}

function finish({ world, rules, oracle }: Walk): void {
  if (!rules.isOpenRoute(world.scope.instance, 'POST /client/sign_ups')) return
  if (!rules.isSignUpReady(world.signUp, world.scope.instance.settings)) return
  oracle.signedUp(world)
  world.signUp.hasSession = true
}
