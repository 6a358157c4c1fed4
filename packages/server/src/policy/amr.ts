/** What a strategy proves: its names in `amr` (RFC 8176; `email` and `backup` are ours), and of which kinds it is. */
interface Method {
  amr: readonly string[]
  /** Two of one kind are one factor (R20). */
  kinds: readonly string[]
}

const mailbox: Method = { amr: ['email'], kinds: ['mailbox'] }
const phone: Method = { amr: ['otp', 'sms'], kinds: ['phone'] }

const methods: Readonly<Record<string, Method>> = {
  password: { amr: ['pwd'], kinds: ['knowledge'] },
  email_code: mailbox,
  reset_password_email_code: mailbox,
  phone_code: phone,
  reset_password_phone_code: phone,
  totp: { amr: ['otp'], kinds: ['device'] },
  backup_code: { amr: ['backup'], kinds: ['saved_code'] },
  // The key is held and has asked the person, or it is refused (R35). Whether the key can be copied is not kept, so neither `hwk` nor `swk`.
  passkey: { amr: ['pop', 'user'], kinds: ['passkey', 'person'] },
  // The app vouched for the user; nobody proved anything.
  ticket: { amr: [], kinds: [] },
}

export interface Given {
  firstStrategy: string | null
  firstAt: number | null
  secondStrategy: string | null
  secondAt: number | null
}

/** The `amr` claim: what was proven in this session and nothing else; `mfa` only with two kinds of proof (R92). */
export function amrOf({ firstStrategy, firstAt, secondStrategy, secondAt }: Given): string[] {
  const given = [firstAt === null ? null : firstStrategy, secondAt === null ? null : secondStrategy]
  const found = given.flatMap((strategy) => methods[strategy ?? ''] ?? [])
  const kinds = new Set(found.flatMap((method) => method.kinds))
  const amr = new Set(found.flatMap((method) => method.amr))
  return [...amr, ...(kinds.size > 1 ? ['mfa'] : [])]
}
