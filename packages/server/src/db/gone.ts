/** Foreign key violations: SQLSTATE 23503, and SQLITE_CONSTRAINT_FOREIGNKEY. */
const inPostgres = '23503'
const inSqlite = 787

/** Whether a statement failed because a row that it refers to was deleted after it was read: a user, a session, a trusted device. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === inPostgres) || ('errcode' in error && error.errcode === inSqlite)
}
