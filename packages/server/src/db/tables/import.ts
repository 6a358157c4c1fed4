/**
 * Who came in from where. Written with the user, so a run that was killed goes on where it was, and a second one changes nothing. It has no
 * reference to the user on purpose: whoever was deleted since does not come back with the next run.
 */
export interface ImportTable {
  instance_id: string
  /** The system that the file is from. */
  source: string
  /** The user's id there. */
  external_id: string
  user_id: string
  imported_at: number
}

/** What a check of a password that came from elsewhere costs in this instance; everybody's check costs it as well (R44). */
export interface ForeignHashShapeTable {
  instance_id: string
  shape: string
}
