/** An account of the dashboard's instance that may administer this server. Without a live record it is no administrator, whatever it signs in with. */
export interface AdministratorTable {
  user_id: string
  added_at: number
  /** `machine` for a command on the server, else the administrator who sent the invitation. */
  added_by: string
  removed_at: number | null
  removed_by: string | null
}
