import { statements } from './statements.ts'

/** Finds the account that is read where an identifier belongs to none, by the random part of its id (R110). */
export const standIns = statements(['create index users_stand_in on users (instance_id, substr(id, 16))'])
