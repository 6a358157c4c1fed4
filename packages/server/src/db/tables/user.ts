export interface UserTable {
  id: string
  instance_id: string
  external_id: string | null
  username: string | null
  /** NFKC case-folded, unique in the instance. */
  username_key: string | null
  first_name: string | null
  last_name: string | null
  primary_email_id: string | null
  primary_phone_id: string | null
  password_hash: string | null
  password_updated_at: number | null
  /** When it was last called known to others; a password set later is not. */
  password_compromised_at: number | null
  /** Since then the password opens nothing: a new one must be chosen, by mail. */
  password_void_at: number | null
  public_metadata: string
  private_metadata: string
  unsafe_metadata: string
  /** Security epoch: raised by password, factor, address and operator events; attempts and codes of an older epoch are void (R61). */
  epoch: number
  banned_at: number | null
  /** Until then the user cannot change how the account is entered: somebody said that the last change was not theirs. */
  changes_locked_until: number | null
  /** Until then nothing sensitive can be changed: the account was recovered. */
  held_until: number | null
  /** Strategy of the last second factor used with success; it is asked first. */
  last_second_factor: string | null
  mfa_enabled_at: number | null
  /** The language the user is written to in, as given at sign-up or by a browser of theirs. */
  locale: string | null
  /** Of their picture; null = none. */
  image_name: string | null
  last_sign_in_at: number | null
  last_active_at: number | null
  created_at: number
  updated_at: number
}

/** The picture of a user; they have one at most. */
export interface ProfileImageTable {
  /** Random, and new with every picture: whoever knows it may see it, and what it stands for never changes. */
  name: string
  instance_id: string
  user_id: string
  /** As its first bytes say. */
  type: string
  content: string
  created_at: number
}

export interface EmailAddressTable {
  id: string
  instance_id: string
  user_id: string
  /** As typed, normalised for display. */
  address: string
  /** Canonical form; unique among the verified addresses of an instance (R25, R48). */
  address_key: string
  verified_at: number | null
  created_at: number
  updated_at: number
}

export interface PhoneNumberTable {
  id: string
  instance_id: string
  user_id: string
  /** E.164. */
  number: string
  /** ISO 3166-1 of the numbering plan's owner. */
  country: string
  verified_at: number | null
  /** When it was reserved for the second step; null = it is not. */
  reserved_at: number | null
  /** The reserved number made default last is the one that is asked first. */
  default_at: number | null
  created_at: number
  updated_at: number
}
