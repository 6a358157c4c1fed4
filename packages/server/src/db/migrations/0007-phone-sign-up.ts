import { statements } from './statements.ts'

export const phoneSignUp = statements([
  'alter table sign_ups add column phone_number text',
  'alter table sign_ups add column phone_country text',
  'alter table sign_ups add column phone_verified_at bigint',
])
