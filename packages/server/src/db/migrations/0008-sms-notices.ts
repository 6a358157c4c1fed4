import { statements } from './statements.ts'

export const smsNotices = statements(['alter table sms_tallies add column notices bigint not null default 0'])
