/** A user as any of the sources tells of one, before it is checked. */
export interface Incoming {
  /** The id at the source. */
  id: string
  /** What the app calls the user, where the source knows it; else it is the id. */
  externalId: string | null
  /** The primary one first. */
  emails: IncomingEmail[]
  phones: IncomingPhone[]
  username: string | null
  firstName: string | null
  lastName: string | null
  password: IncomingPassword | null
  /** Base32. */
  totpSecret: string | null
  /** Where the source tells more of them than a secret, the first one included. */
  apps: IncomingApp[]
  backupCodes: string[]
  /** MACs under the pepper of this server: codes of an export of our own. */
  backupSet: { salt: string; macs: string[]; pepper: string | null } | null
  publicMetadata: Record<string, unknown>
  privateMetadata: Record<string, unknown>
  unsafeMetadata: Record<string, unknown>
  createdAt: number | null
  lastSignInAt: number | null
  passwordUpdatedAt: number | null
  passwordCompromisedAt: number | null
  passwordVoidAt: number | null
  mfaEnabledAt: number | null
  isBanned: boolean
  locale: string | null
  /** What the source has and cannot come along. */
  leftOut: string[]
}

export interface IncomingEmail {
  address: string
  /** Null where the source does not say. */
  isVerified: boolean | null
}

export interface IncomingPhone {
  number: string
  isVerified: boolean | null
  isReserved: boolean
  isDefault: boolean
}

export interface IncomingApp {
  secret: string
  name: string | null
  /** Steps that its clock is ahead. */
  drift: number
  createdAt: number | null
}

/** `stored`: of an export of our own, as it was in the database, and the name of the pepper it was made under. */
export type IncomingPassword = { hasher: string; digest: string } | { stored: string; pepper: string | null }

/** A line of the file that is no user, and why. Reasons never repeat what was in it: they end up in reports and logs. */
export class RowError extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'RowError'
  }
}

export type Row = { line: number } & ({ user: Incoming } | { reason: string })

/** An app of which the source tells the secret, and perhaps a name. */
export function incomingApp(secret: string, name: string | null = null, createdAt: number | null = null): IncomingApp {
  return { secret, name, drift: 0, createdAt }
}

export function incoming(given: Partial<Incoming> & { id: string }): Incoming {
  return {
    externalId: null,
    emails: [],
    phones: [],
    username: null,
    firstName: null,
    lastName: null,
    password: null,
    totpSecret: null,
    apps: [],
    backupCodes: [],
    backupSet: null,
    publicMetadata: {},
    privateMetadata: {},
    unsafeMetadata: {},
    createdAt: null,
    lastSignInAt: null,
    passwordUpdatedAt: null,
    passwordCompromisedAt: null,
    passwordVoidAt: null,
    mfaEnabledAt: null,
    isBanned: false,
    locale: null,
    leftOut: [],
    ...given,
  }
}
