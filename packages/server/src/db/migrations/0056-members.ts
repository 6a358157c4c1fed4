import { statements } from './statements.ts'

/** Policy preview and enrollment counts read all users of an instance in the order of their ids, a page at a time. */
export const members = statements(['create index users_members on users (instance_id, id)'])
