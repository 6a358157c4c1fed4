/** An invitation to create an account. Its status follows from the times. */
export interface InvitationTable {
  id: string
  instance_id: string
  email_address: string
  email_key: string
  /** The token itself is in the link alone. */
  token_hash: string
  /** JSON; becomes the public metadata of the account. */
  public_metadata: string
  redirect_url: string | null
  /** The secret key that created it. */
  created_by: string | null
  created_at: number
  expires_at: number
  accepted_at: number | null
  revoked_at: number | null
  /** The account that was created with it. */
  user_id: string | null
}
