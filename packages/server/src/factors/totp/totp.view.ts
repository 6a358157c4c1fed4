import type { AuthenticatorAppView } from '@countersign/contract'
import type { AppFacts } from '../../users/facts.ts'

/** What is told of an app; its secret only while it is being set up (R71). */
export function appView(app: AppFacts, opened: Partial<AuthenticatorAppView> = {}): AuthenticatorAppView {
  return {
    object: 'authenticator_app',
    id: app.id,
    name: app.name,
    secret: null,
    uri: null,
    verified: app.confirmed_at !== null,
    backup_codes: null,
    last_used_at: app.last_used_at,
    // One that replaced another is as old as that only for its place among the others.
    created_at: app.confirmed_at ?? app.created_at,
    updated_at: app.updated_at,
    ...opened,
  }
}
