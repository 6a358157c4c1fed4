import type { ErrorTable } from './error-table.ts'

/** Invitations to create an account: what the app's server meets, and the person who opens the link. */
export const invitationErrors = {
  ticket_invalid_code: {
    status: 400,
    short: 'invitation is not valid',
    text: 'This invitation link is no longer valid: it was used, was revoked or has expired. Sign in if you have an account, or ask for a new invitation.',
    param: null,
  },
  duplicate_record: {
    status: 400,
    short: 'duplicate invitation',
    text: 'There is already an account or a pending invitation for {email_address}. Revoke the pending invitation, or set `ignore_existing` to `true`.',
    param: 'email_address',
  },
  invitations_not_supported_in_instance: {
    status: 422,
    short: 'sign-up is closed',
    text: 'Sign-up is closed for this instance, so an invitation could not be accepted. Set `sign_up` to `invitation` or `open` first.',
    param: null,
  },
  invitation_already_accepted: {
    status: 400,
    short: 'invitation was accepted',
    text: 'This invitation was accepted, so it can no longer be revoked. Ban or delete the user to close their access.',
    param: null,
  },
  invitation_already_revoked: {
    status: 400,
    short: 'invitation was revoked',
    text: 'This invitation was already revoked. Create a new one to invite the person again.',
    param: null,
  },
} as const satisfies ErrorTable
