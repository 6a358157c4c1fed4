import { isOpenRoute, mayBeginWith } from '../../src/administrators/open-routes.ts'
import { mayEnter } from '../../src/administrators/require.ts'
import { secondFactorsOf } from '../../src/factors/index.ts'
import * as reverification from '../../src/flows/reverification/reverification.status.ts'
import { factsOf } from '../../src/flows/sign-in/sign-in.load.ts'
import * as signIn from '../../src/flows/sign-in/sign-in.status.ts'
import * as signUp from '../../src/flows/sign-up/sign-up.status.ts'
import { atLeast } from '../../src/flows/step-up/step-up.level.ts'
import { amrOf } from '../../src/policy/amr.ts'
import { askableLevel } from '../../src/policy/freshness.ts'
import { mayRecover, recoveryEmails } from '../../src/policy/recovery.ts'
import { decisionFor, isPasskeyWhole, mayBeginByPhone } from '../../src/policy/second-step.ts'
import { isBarred, tasksOf } from '../../src/policy/tasks.ts'
import { mayTrustDevices } from '../../src/policy/trust.ts'
import { isReady, isRunning } from '../../src/recoveries/running.ts'
import { requireChangeable } from '../../src/sessions/guard.ts'
import { holdsToken, nextGeneration } from '../../src/sessions/past.ts'

/** What the server itself decides by, one by one, so that a test can spoil any of them. */
export const decisions = {
  signInFacts: factsOf,
  nextStep: signIn.nextStep,
  skipsSecond: signIn.skipsSecond,
  mayMove: signIn.allows,
  mayEnter,
  mayBeginWith,
  isOpenRoute,
  mayBeginByPhone,
  isPasskeyWhole,
  secondFactorsOf,
  decisionFor,
  tasksOf,
  isBarred,
  mayTrustDevices,
  requireChangeable,
  askableLevel,
  mayProveAgain: reverification.allows,
  verificationStatus: reverification.statusOf,
  atLeast,
  amrOf,
  mayRecover,
  recoveryEmails,
  isRunning,
  isReady,
  isSignUpReady: signUp.isReady,
  nextGeneration,
  holdsToken,
}
export type Decisions = typeof decisions
