import type { DeletedView, TokenView } from '@countersign/contract'

/** Answers that both APIs give in the same few words. */
export const deletedView = (object: string, id: string): DeletedView => ({ object, id, deleted: true })
export const tokenView = (jwt: string): TokenView => ({ object: 'token', jwt })
