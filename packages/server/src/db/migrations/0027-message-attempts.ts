import { statements } from './statements.ts'

export const messageAttempts = statements(["alter table messages add column failures text not null default '[]'"])
