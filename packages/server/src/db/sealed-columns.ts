import type { Binding } from '../lib/keyring.ts'
import type { Schema } from './schema.ts'

/** Every column that holds a sealed value, and the purpose it is sealed for. What is bound is always the row's id and its owner. */
export const sealedColumns = [
  { table: 'totp_factors', column: 'secret_sealed', purpose: 'totp', owner: 'user_id' },
  { table: 'signing_keys', column: 'private_sealed', purpose: 'signing_key', owner: 'instance_id' },
  { table: 'messages', column: 'content_sealed', purpose: 'message', owner: 'instance_id' },
  { table: 'handshakes', column: 'directives_sealed', purpose: 'handshake', owner: 'instance_id' },
  { table: 'client_renewals', column: 'answer_sealed', purpose: 'answer', owner: 'instance_id' },
  { table: 'factor_snapshots', column: 'content_sealed', purpose: 'snapshot', owner: 'user_id' },
  { table: 'webhook_secrets', column: 'secret_sealed', purpose: 'webhook', owner: 'endpoint_id' },
  { table: 'webhook_endpoints', column: 'url_sealed', purpose: 'webhook_url', owner: 'instance_id' },
  // Last, so that a start with the old key alone is refused only when nothing needs it any more.
  { table: 'peppers', column: 'value_sealed', purpose: 'pepper', owner: null },
] as const satisfies { table: keyof Schema; column: string; purpose: Binding['purpose']; owner: string | null }[]

export type SealedColumn = (typeof sealedColumns)[number]
