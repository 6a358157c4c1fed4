import type { NumberUnit, Settings, SettingsPreviewView, Standard } from '@countersign/contract'

/** What the dashboard API answers (snake_case, as on the wire). */
export interface InstanceSummary {
  id: string
  slug: string
  environment: 'development' | 'production'
  publishable_key: string
  /** Base of the hosted pages and of the Frontend API. */
  url: string
}

export interface Application {
  id: string
  name: string
  instances: readonly InstanceSummary[]
}

/** What administrators should know about the server itself. */
export interface ServerState {
  /** Where forwarding headers come from that the server does not read; `peer` is null for the internet. */
  untrusted_proxies: readonly {
    kind: 'loopback' | 'private' | 'public'
    header: string
    peer: string | null
    seen_at: number
    /** The peer is trusted, and the header is one that is never read. */
    trusted: boolean
  }[]
  /** Where to ask for a second factor that is not offered, if the server names a place. */
  feedback_url: string | null
}

export interface Instance extends InstanceSummary {
  hosts: readonly string[]
  application: { id: string; name: string }
  /** Whether the server has a provider for each kind of message. */
  providers: { email: boolean; sms: boolean }
  settings: Settings
}

/** A lifetime or limit, with what it is measured by. */
export interface SecurityNumber {
  /** Of a setting, where it stands in the settings. */
  name: string
  meaning: string
  value: number
  unit: NumberUnit | null
  /** Null for what nobody may choose. */
  bounds: { least: number; most: number; usual: number } | null
  standards: readonly (Standard & { is_met: boolean })[]
}

/** Whom a change of settings concerns. */
export type Preview = SettingsPreviewView

export interface SecretKey {
  id: string
  name: string
  /** The last characters of the key. */
  hint: string
  created_at: number
  last_used_at: number | null
  /** None is everything. */
  scopes: readonly KeyScope[]
  expires_at: number | null
  /** The administrator who made it; null for one made on the server. */
  made_by: string | null
  made_by_name: string | null
}

export type KeyScope = 'read' | 'users' | 'settings'

export interface KeyWish {
  name: string
  scopes: readonly KeyScope[]
  expires_in_days: number | null
}

export interface NewSecretKey extends SecretKey {
  /** Answered once, when the key is made, and never again. */
  secret_key: string
}
