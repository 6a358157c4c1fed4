import { statements } from './statements.ts'

export const undo = statements(['alter table users add column locale text'])
