import type {
  AccountRecoveryView,
  AuthenticatorAppView,
  BackupCodesStateView,
  BackupCodeView,
  ClientView,
  EmailAddressView,
  EnvironmentView,
  FactorView,
  FirstStrategy,
  MfaEnrolmentView,
  NudgeView,
  PasskeyView,
  PhoneNumberView,
  RecoveryStepView,
  RecoveryView,
  SecondStepStrategy,
  SessionVerificationView,
  SessionView,
  SignInView,
  SignUpView,
  StepUpData,
  StepUpTokenView,
  StepUpView,
  TotpView,
  TrustedDeviceView,
  UndoPreviewView,
  UndoView,
  UserView,
  VerificationLevel,
  VerificationView,
} from '@countersign/contract'
import type { Camel } from './camel.ts'
import type { CountersignError } from './error.ts'

export type Client = Camel<ClientView>
export type EmailAddress = Camel<EmailAddressView>
export type Environment = Camel<EnvironmentView>
export type Factor = Camel<FactorView>
export type Nudge = Camel<NudgeView>
export type Passkey = Camel<PasskeyView>
export type PhoneNumber = Camel<PhoneNumberView>
export type Session = Camel<SessionView>
export type SessionVerification = Camel<SessionVerificationView>
export type MfaEnrolment = Camel<MfaEnrolmentView>
export type SignIn = Camel<SignInView>
export type SignUp = Camel<SignUpView>
export type StepUp = Camel<StepUpView>
export type StepUpToken = Camel<StepUpTokenView>
export type User = Camel<UserView>
export type Verification = Camel<VerificationView>
export type Totp = Camel<TotpView>
export type AuthenticatorApp = Camel<AuthenticatorAppView>
export type TrustedDevice = Camel<TrustedDeviceView>
export type BackupCodes = Camel<BackupCodeView>
export type UndoPreview = Camel<UndoPreviewView>
export type Undone = Camel<UndoView>
export type RecoveryStep = Camel<RecoveryStepView>
export type Recovery = Camel<RecoveryView>
export type AccountRecovery = Camel<AccountRecoveryView>
export type BackupCodesState = Camel<BackupCodesStateView>
export type {
  FirstStrategy,
  SecondStepStrategy,
  SecondStrategy,
  StepUpData,
  Strategy,
  StrongerFactor,
  VerificationLevel,
} from '@countersign/contract'

export interface CountersignOptions {
  /** Where the server is, with or without a path: `https://auth.example.com/i/acme`. Default: the page's own origin. */
  url?: string
  /** Put between `url` and `/v1`: `/i/acme`. */
  path?: string
  fetch?: typeof fetch
  /** Milliseconds since 1970. */
  now?: () => number
}

/** One moment, frozen: a change makes a new one. */
export interface State {
  readonly status: 'loading' | 'ready' | 'unavailable'
  /** Why the status is `unavailable`. */
  readonly error: CountersignError | null
  readonly environment: Environment | null
  readonly client: Client | null
  /** The session in use; `status: 'pending'` while it still has `tasks`, and not yet signed in. */
  readonly session: Session | null
  readonly user: User | null
  /** The attempts under way in this browser. */
  readonly signIn: SignIn | null
  readonly signUp: SignUp | null
}

export interface Countersign {
  getState(): State
  /** Calls back after every change, until the returned function is called. */
  subscribe(listener: () => void): () => void
  /** Asks the server how things stand. Never rejects: a failed first load is told by `status` and `error`. */
  load(): Promise<State>
  /** Makes a session the one in use. */
  setActive(input: { session: string }): Promise<Session>
  /** Ends every session of this browser. */
  signOut(): Promise<void>
  signOutSession(id: string): Promise<void>
  readonly signIn: SignInMoves
  readonly signUp: SignUpMoves
  readonly session: SessionActions
  readonly user: UserActions
  readonly undo: UndoActions
  readonly recovery: RecoveryActions
}

/** An entry of `supportedFirstFactors` will do. */
export interface PrepareFirstFactorInput {
  strategy: FirstStrategy
  emailAddressId?: string
  phoneNumberId?: string
}
export type AttemptFirstFactorInput =
  | { strategy: 'password'; password: string }
  | { strategy: 'email_code' | 'phone_code' | 'reset_password_email_code' | 'reset_password_phone_code'; code: string }
/** An entry of `supportedSecondFactors` will do. */
export interface PrepareSecondFactorInput {
  strategy: SecondStepStrategy
  emailAddressId?: string
  /** Which number to send to; the default one when left out. */
  phoneNumberId?: string
}
export interface AttemptSecondFactorInput {
  strategy: Exclude<SecondStepStrategy, 'passkey'>
  code: string
}

export interface SignInMoves {
  /** Starts over; with nothing given, the attempt asks for the identifier. */
  create(input: { identifier?: string; password?: string; strategy?: FirstStrategy; ticket?: string }): Promise<SignIn>
  prepareFirstFactor(input: PrepareFirstFactorInput): Promise<SignIn>
  attemptFirstFactor(input: AttemptFirstFactorInput): Promise<SignIn>
  resetPassword(input: { password: string; signOutOfOtherSessions?: boolean }): Promise<SignIn>
  /** Asks for what the factor needs to be sent. Authenticator app and backup codes need nothing and make no request. */
  prepareSecondFactor(input: PrepareSecondFactorInput): Promise<SignIn>
  /** `rememberDevice` asks not to be asked again in this browser for `environment.countersign.trustedDeviceDays`; a backup code never does. */
  attemptSecondFactor(input: AttemptSecondFactorInput & { rememberDevice?: boolean }): Promise<SignIn>
  /**
   * Signs in with a passkey, whoever its owner is; nothing is typed. With `autofill` the browser offers it in the list of a field with
   * `autocomplete="username webauthn"`, and this waits until somebody picks one.
   */
  authenticateWithPasskey(input?: { autofill?: boolean }): Promise<SignIn>
  attemptSecondFactorWithPasskey(input?: { rememberDevice?: boolean }): Promise<SignIn>
  /** With no second factor left: sends a code by mail. `recoveryWaitHours` of the attempt says whether that is possible. */
  prepareRecovery(): Promise<RecoveryStep>
  /** Begins the wait, or opens the session to set up a new second factor when it is over: then the attempt is complete. */
  attemptRecovery(input: { code: string }): Promise<RecoveryStep>
  reload(): Promise<SignIn>
}

export interface SignUpInput {
  emailAddress?: string
  /** E.164, as in `+14155550123`; spaces and hyphens are fine. */
  phoneNumber?: string
  password?: string
  firstName?: string
  lastName?: string
  username?: string
  unsafeMetadata?: Record<string, unknown>
}

export interface SignUpMoves {
  /** With `strategy: 'ticket'` and the ticket of an invitation, the address of the invitation is verified already. */
  create(input: SignUpInput & { strategy?: 'ticket'; ticket?: string }): Promise<SignUp>
  update(input: SignUpInput): Promise<SignUp>
  /** Sends the code that proves the address, or the number. */
  prepareVerification(input: { strategy: 'email_code' | 'phone_code' }): Promise<SignUp>
  attemptVerification(input: { strategy: 'email_code' | 'phone_code'; code: string }): Promise<SignUp>
  reload(): Promise<SignUp>
}

/** All of these act on the session in use. */
export interface SessionActions {
  /** A token for the application's own back end; null when nobody is signed in. */
  getToken(): Promise<string | null>
  /**
   * Begins to prove again, or to approve a step-up. Nobody without a second factor is asked for the first in its place
   * (`factor_enrolment_required`), unless `downgrade` says so.
   */
  startVerification(
    input: { level: VerificationLevel; downgrade?: boolean } | { stepUpId: string },
  ): Promise<SessionVerification>
  prepareFirstFactorVerification(input: PrepareFirstFactorInput): Promise<SessionVerification>
  attemptFirstFactorVerification(input: AttemptFirstFactorInput): Promise<SessionVerification>
  /** Only a code by SMS has something to prepare. */
  prepareSecondFactorVerification(
    input: PrepareSecondFactorInput & { strategy: 'phone_code' },
  ): Promise<SessionVerification>
  attemptSecondFactorVerification(input: AttemptSecondFactorInput): Promise<SessionVerification>
  verifyWithPasskey(input: { step: 'first' | 'second' }): Promise<SessionVerification>
  /** “Not now”: puts off setting up a second factor, while `mfaEnrolment.maySkip` says that there is time. */
  skipTask(): Promise<Session>
  /**
   * Has the person approve one action with just this data, and resolves with the token that the app's server redeems once. `approve` shows
   * them `action` and `data` of what it is given, takes them through `startVerification({ stepUpId })` and on, and rejects when they say no.
   */
  stepUp(input: StepUpInput, approve: (stepUp: StepUp) => Promise<unknown>): Promise<string>
  /** The first half of `stepUp`: what is to be approved, as the server understood it. */
  startStepUp(input: StepUpInput): Promise<StepUp>
  /** The second half: the token of what was approved. There is one. */
  takeStepUpToken(input: { stepUpId: string }): Promise<StepUpToken>
}

export interface StepUpInput {
  /** As your server will name it when it redeems the token: `payout`, `api_key.delete`. */
  action: string
  /** Flat, so that all of it can be shown. Write amounts as text. */
  data: StepUpData
  /** More than the action asks for by itself; less is not possible. */
  level?: VerificationLevel
}

export interface EmailAddressActions {
  prepareVerification(): Promise<EmailAddress>
  attemptVerification(input: { code: string }): Promise<EmailAddress>
  makePrimary(): Promise<User>
  destroy(): Promise<void>
}

export interface AuthenticatorAppActions {
  /** Nothing is active before this. `backupCodes` are there when it made a set, and are never shown again. */
  attemptVerification(input: { code: string }): Promise<AuthenticatorApp>
  update(input: { name: string }): Promise<AuthenticatorApp>
  destroy(): Promise<void>
}

export interface PasskeyActions {
  update(input: { name: string }): Promise<Passkey>
  destroy(): Promise<void>
}

export interface PhoneNumberActions {
  /** Sends a code to the number. */
  prepareVerification(): Promise<PhoneNumber>
  attemptVerification(input: { code: string }): Promise<PhoneNumber>
  /** `backupCodes` are there when this made a set, and are never shown again. */
  setReservedForSecondFactor(input: { reserved: boolean }): Promise<PhoneNumber>
  /** The number that sign-in sends to unless another is asked for. */
  makeDefaultSecondFactor(): Promise<PhoneNumber>
  destroy(): Promise<void>
}

/** “This wasn’t me”: what the link of a mail can do, signed in or not. */
/** Stopping a recovery with the token of a mail. */
export interface RecoveryActions {
  /** Which recovery it is. Uses nothing up. */
  preview(input: { token: string }): Promise<Recovery>
  cancel(input: { token: string }): Promise<void>
}

export interface UndoActions {
  /** What would be taken back. Uses nothing up. */
  preview(input: { token: string }): Promise<UndoPreview>
  /** Takes it back; works once. Every session of the account ends. */
  confirm(input: { token: string }): Promise<Undone>
}

/** A session on the account's list of devices, which may be revoked from here. */
export type ListedSession = Session & { revoke(): Promise<void> }

/** A browser in which the user is not asked for the second step, until this is revoked. */
export type ListedTrustedDevice = TrustedDevice & { revoke(): Promise<void> }

/** All of these act on the user of the session in use. */
export interface UserActions {
  update(input: {
    firstName?: string
    lastName?: string
    username?: string
    unsafeMetadata?: Record<string, unknown>
  }): Promise<User>
  updatePassword(input: {
    currentPassword?: string
    newPassword: string
    signOutOfOtherSessions?: boolean
  }): Promise<User>
  /**
   * Starts an enrolment: `secret` and `uri` are for the authenticator app; nothing is active before `verifyTOTP`. Where there is an app,
   * the new one then takes the place of the first.
   */
  createTOTP(): Promise<Totp>
  /** `backupCodes` are there when this confirmation made a set, and are never shown again. */
  verifyTOTP(input: { code: string }): Promise<Totp>
  disableTOTP(): Promise<void>
  /** Starts to set up one more authenticator app, up to five; `secret` and `uri` are for the app. */
  createAuthenticatorApp(input?: { name?: string }): Promise<AuthenticatorApp & AuthenticatorAppActions>
  /** What can be done with an app of `state.user.authenticatorApps`. */
  authenticatorApp(id: string): AuthenticatorAppActions
  /** Makes a new set; every older code stops working. */
  createBackupCode(): Promise<BackupCodes>
  /** Shows that the codes are still there: one is compared and not used up. */
  checkBackupCode(input: { code: string }): Promise<BackupCodesState>
  /** A recovery that is running, the backup codes, and what is left if something is lost. */
  getRecovery(): Promise<AccountRecovery>
  cancelRecovery(): Promise<void>
  /** Asks the browser to make a passkey, and stores it. `backupCodes` are there when this made a set. */
  createPasskey(): Promise<Passkey>
  passkey(id: string): PasskeyActions
  createEmailAddress(input: { email: string }): Promise<EmailAddress & EmailAddressActions>
  /** What can be done with an address of `state.user.emailAddresses`. */
  emailAddress(id: string): EmailAddressActions
  /** E.164, as in `+14155550123`; spaces and hyphens are fine. It counts for nothing before it is verified. */
  createPhoneNumber(input: { phoneNumber: string }): Promise<PhoneNumber & PhoneNumberActions>
  /** What can be done with a number of `state.user.phoneNumbers`. */
  phoneNumber(id: string): PhoneNumberActions
  /** What to offer somebody who has just proven the second step by SMS. Asking uses the offer of this month up, so show what comes. */
  takeNudge(): Promise<Nudge>
  answerNudge(input: { answer: 'later' | 'never' }): Promise<void>
  getSessions(): Promise<readonly ListedSession[]>
  /** The one used last comes first. */
  getTrustedDevices(): Promise<readonly ListedTrustedDevice[]>
  revokeTrustedDevices(): Promise<void>
  delete(): Promise<void>
}
