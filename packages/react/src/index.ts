'use client'

import { lazyComponent } from './lazy-component.tsx'

export type { Countersign, Recovery, Undone, UndoPreview } from '@countersign/js'
export { createCountersign } from '@countersign/js'
export { useCountersign, useMessages } from './context.ts'
export {
  useApplicationName,
  useAuth,
  useCountersignState,
  useEnvironment,
  useSession,
  useSignIn,
  useSignUp,
  useStatus,
  useUser,
} from './hooks.ts'
export { en, type Messages } from './messages/en.ts'
export { fill } from './messages/fill.ts'
export { CountersignProvider, type CountersignProviderProps } from './provider.tsx'
export type { ReverifyProps } from './reverify/reverify.tsx'
export { type StepUpWords, useReverification } from './reverify/use-reverification.ts'
export { type StepUpRequest, useStepUp } from './reverify/use-step-up.ts'
export type { SessionTasksProps } from './session-tasks/session-tasks.tsx'
export type { SetupMfaProps } from './setup-mfa/setup-mfa.tsx'
export { SignIn, type SignInProps } from './sign-in/sign-in.tsx'
export type { SignUpProps } from './sign-up/sign-up.tsx'
export { supportEmailOf } from './support-email.ts'
export { takeTicket } from './take-ticket.ts'
export { type Action, type Failure, failureBeside, failureFor, useAction } from './use-action.ts'
export type { UserButtonProps } from './user-button/user-button.tsx'
export { displayNameOf, primaryEmailOf } from './user-name.ts'
export type { ProfileSection, UserProfileProps } from './user-profile/user-profile.tsx'

export const SignUp = /* @__PURE__ */ lazyComponent(() => import('./sign-up/sign-up.tsx').then((m) => m.SignUp))
export const UserProfile = /* @__PURE__ */ lazyComponent(() =>
  import('./user-profile/user-profile.tsx').then((m) => m.UserProfile),
)
export const UserButton = /* @__PURE__ */ lazyComponent(() =>
  import('./user-button/user-button.tsx').then((m) => m.UserButton),
)
export const SessionTasks = /* @__PURE__ */ lazyComponent(() =>
  import('./session-tasks/session-tasks.tsx').then((m) => m.SessionTasks),
)
export const SetupMfa = /* @__PURE__ */ lazyComponent(() => import('./setup-mfa/setup-mfa.tsx').then((m) => m.SetupMfa))
/** Leaves at once where there is nothing to offer. */
export { StrongerFactorOffer, type StrongerFactorOfferProps } from './stronger-factor/stronger-factor-offer.tsx'
export const Reverify = /* @__PURE__ */ lazyComponent(() => import('./reverify/reverify.tsx').then((m) => m.Reverify))
