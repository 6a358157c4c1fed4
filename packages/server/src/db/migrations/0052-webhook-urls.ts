import { statements } from './statements.ts'

/**
 * The address of a webhook endpoint is sealed, since many receivers keep a token in it; `url` then holds what may be shown. Rows from before
 * are sealed by the next start, and by any server that meets one later.
 */
export const webhookUrls = statements(["alter table webhook_endpoints add column url_sealed text not null default ''"])
