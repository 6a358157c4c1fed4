import type { DeletedView, DevBrowserView, PageView, VerifiedCodeView, VerifiedView } from './answer-views.ts'
import type { SessionVerificationView, SignInView, SignUpView } from './attempt-views.ts'
import type { AuditLogsView } from './audit-views.ts'
import type {
  ActorTokenView,
  BackendClientView,
  BackendSessionView,
  BackendSignUpView,
  BackendUserView,
  MessageView,
  SignInTokenView,
} from './backend-views.ts'
import type { EnvironmentView } from './environment.ts'
import type {
  AuthenticatorAppView,
  BackupCodeView,
  NudgeCountsView,
  NudgeView,
  PasskeyView,
  TotpView,
} from './factor-views.ts'
import type {
  CountView,
  HandshakePayloadView,
  InstanceView,
  JwtTemplateView,
  KeySetView,
  OrganizationSettingsView,
  SessionCookiesView,
  TestingTokenView,
} from './instance-views.ts'
import type { InvitationView } from './invitation-views.ts'
import type {
  BoardUsersView,
  DryRunView,
  MfaReceiptView,
  PolicyBoardView,
  RemindersView,
  SettingsChangeView,
  SettingsPreviewView,
  SimulationView,
} from './policy-views.ts'
import type {
  AccountRecoveryView,
  BackupCodesStateView,
  CancelledRecoveryView,
  HelpDeskCodeView,
  MfaResetView,
  RecoveryOutlookView,
  RecoveryStepView,
  RecoveryView,
} from './recovery-views.ts'
import type { ClientView, SessionView, TokenView } from './session-views.ts'
import type { Settings } from './settings.ts'
import type { FreshnessView, StepUpApprovalView, StepUpTokenView, StepUpView } from './step-up-views.ts'
import type { TrustedDeviceView } from './trusted-device-views.ts'
import type { UndoPreviewView, UndoView } from './undo-views.ts'
import type { EmailAddressView, ImageView, PhoneNumberView, UserView } from './user-views.ts'
import type {
  WebhookDeliveriesView,
  WebhookDeliveryView,
  WebhookEndpointView,
  WebhookEventTypeView,
  WebhookQueuedView,
  WebhookSecretView,
} from './webhook-views.ts'

/**
 * Everything that a route of the Frontend or Backend API answers, by the name its row gives in `returns`. The compiler holds the handler to
 * it, and the API description (docs/reference/openapi.json) is made from it.
 */
export interface Answers {
  AccountRecovery: AccountRecoveryView
  AuditLogs: AuditLogsView
  ActorToken: ActorTokenView
  AuthenticatorApp: AuthenticatorAppView
  AuthenticatorApps: AuthenticatorAppView[]
  BackendClient: BackendClientView
  BackendClients: BackendClientView[] | PageView<BackendClientView>
  BackendSession: BackendSessionView
  BackendSessions: BackendSessionView[] | PageView<BackendSessionView>
  BackendSignUp: BackendSignUpView
  BackendUser: BackendUserView
  BackendUsers: BackendUserView[]
  BackupCode: BackupCodeView
  BoardUsers: BoardUsersView
  BackupCodesState: BackupCodesStateView
  CancelledRecovery: CancelledRecoveryView
  Client: ClientView | null
  Count: CountView
  Deleted: DeletedView
  DeletedMessages: { object: 'messages'; deleted: true }
  DevBrowser: DevBrowserView
  DryRun: DryRunView
  EmailAddress: EmailAddressView
  EmptyPage: PageView<never>
  Environment: EnvironmentView
  Freshness: FreshnessView
  HelpDeskCode: HelpDeskCodeView
  HelpDeskCodes: HelpDeskCodeView[]
  HandshakePayload: HandshakePayloadView
  Image: ImageView
  Instance: InstanceView
  Invitation: InvitationView
  Invitations: InvitationView[] | PageView<InvitationView>
  NewInvitations: InvitationView[]
  JwtTemplate: JwtTemplateView
  JwtTemplates: PageView<JwtTemplateView>
  KeySet: KeySetView
  LastSettingsChange: SettingsChangeView | null
  Messages: MessageView[]
  MfaReceipts: MfaReceiptView[]
  MfaReset: MfaResetView
  MfaResets: MfaResetView[]
  Nothing: null
  Nudge: NudgeView
  NudgeCounts: NudgeCountsView
  OrganizationSettings: OrganizationSettingsView
  PhoneNumber: PhoneNumberView
  PolicyBoard: PolicyBoardView
  /** The browser is sent on: 307 with a `Location`, and no body. */
  /** The bytes of one. */
  Picture: never
  Redirect: never
  Recovery: RecoveryView
  RecoveryOutlook: RecoveryOutlookView
  RecoveryOutlooks: RecoveryOutlookView[]
  Reminders: RemindersView
  RecoveryStep: RecoveryStepView
  RefreshedSession: TokenView | SessionCookiesView
  RemovedFactors: { user_id: string }
  Session: SessionView
  SessionVerification: SessionVerificationView
  Sessions: SessionView[]
  Settings: Settings
  SettingsPreview: SettingsPreviewView
  SignIn: SignInView
  SignInToken: SignInTokenView
  SignUp: SignUpView
  Simulation: SimulationView
  StepUp: StepUpView
  StepUpApproval: StepUpApprovalView
  StepUpToken: StepUpTokenView
  /** Lines of comma-separated values. */
  Table: never
  TestingToken: TestingTokenView
  Token: TokenView
  Passkey: PasskeyView
  Totp: TotpView
  TrustedDevices: TrustedDeviceView[]
  RemovedTrustedDevices: { object: 'trusted_devices'; deleted: true }
  Undo: UndoView
  UndoPreview: UndoPreviewView
  User: UserView
  Verified: VerifiedView
  VerifiedCode: VerifiedCodeView
  WebhookDeliveries: WebhookDeliveriesView
  WebhookDelivery: WebhookDeliveryView
  WebhookEndpoint: WebhookEndpointView
  WebhookEndpoints: WebhookEndpointView[]
  WebhookEventTypes: WebhookEventTypeView[]
  WebhookQueued: WebhookQueuedView
  WebhookSecret: WebhookSecretView
}

export type AnswerName = keyof Answers
