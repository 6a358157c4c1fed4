import { statements } from './statements.ts'

export const delivery = statements([
  // In ten-thousandths of the currency, like the budget it was taken from.
  'alter table messages add column price bigint not null default 0',
  'alter table messages add column receipt text',
  'alter table messages add column receipt_at bigint',
  'create index messages_of_instance on messages (instance_id, created_at, id)',
  // Only what a provider has a name for can get a receipt.
  'create index messages_provider on messages (provider_id) where provider_id is not null',
])
