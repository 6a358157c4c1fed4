/** Who is asking, by a token that was checked. */
export interface Auth {
  readonly userId: string
  readonly sessionId: string
  /** Minutes since the first and the second factor were proven; -1 = never in this session. As old as the token: a minute at most. */
  readonly ages: readonly [number, number]
  /** What was proven in this session (RFC 8176). */
  readonly amr: readonly string[]
  /** Who really acts, where it is not the user (RFC 8693). */
  readonly actor: { readonly sub: string } | null
  /** The session owes something (a second factor, a new password): it is not signed in yet. */
  readonly isPending: boolean
  readonly claims: Readonly<Record<string, unknown>>
}
