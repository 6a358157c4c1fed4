export type InvitationStatus = 'pending' | 'accepted' | 'revoked' | 'expired'

/** An invitation to create an account, as the Backend API shows it. */
export interface InvitationView {
  object: 'invitation'
  id: string
  email_address: string
  /** Becomes the public metadata of the account. */
  public_metadata: Record<string, unknown>
  status: InvitationStatus
  revoked: boolean
  /** The link of the mail. Returned only when the invitation is created: the server keeps a hash of its token. */
  url?: string
  expires_at: number
  created_at: number
  updated_at: number
}
