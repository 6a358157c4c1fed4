import type { InvitationStatus } from '@countersign/contract'

export interface NewInvitation {
  email_address: string
  /** Becomes the public metadata of the account. */
  public_metadata?: Record<string, unknown>
  /** A page of your app, on an allowed origin, that shows the sign-up. Default: the hosted page. */
  redirect_url?: string
  /** Whether the invitation is mailed. Default: true. */
  notify?: boolean
  /** Also for an address that has an account or a pending invitation. Default: false. */
  ignore_existing?: boolean
  /** 1 to 365. Default: 30. */
  expires_in_days?: number
}

export interface InvitationsWish {
  /** Without one, all but revoked invitations. */
  status?: InvitationStatus
  /** An id, or a part of the address. */
  query?: string
  /** 1 to 100. Default: 10. */
  limit?: number
  offset?: number
  order_by?: `${'' | '+' | '-'}${'created_at' | 'email_address' | 'expires_at'}`
}

export function invitationsPath(wish: InvitationsWish = {}): string {
  const query = new URLSearchParams({ paginated: 'true' })
  for (const [name, value] of Object.entries(wish)) if (value !== undefined) query.set(name, String(value))
  return `/invitations?${query}`
}
