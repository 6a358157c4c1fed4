import type { Settings } from '@countersign/contract'

/** One population of users with its own hosts, keys and settings. Nothing of one instance is visible in another. */
export interface Instance {
  id: string
  slug: string
  environment: 'development' | 'production'
  /** The host inside the publishable key, port included; `https://<host>` is the issuer of its tokens. */
  host: string
  publishableKey: string
  settings: Settings
  settingsVersion: number
  /** Event types that an enabled endpoint wants; `*` for all. */
  webhookEvents: readonly string[]
  application: { id: string; name: string; kind: 'customer' | 'dashboard' }
}
