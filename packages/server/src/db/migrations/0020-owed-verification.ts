import { statements } from './statements.ts'

export const owedVerification = statements([
  'alter table sessions add column owes_verification integer not null default 0',
])
