/** Nothing to say about getting back in. */
export const quiet = {
  object: 'account_recovery',
  recovery: null as object | null,
  backup_codes: null as object | null,
  outlook: {
    object: 'recovery_outlook',
    user_id: 'user_1',
    score: 0,
    is_one_loss_from_lockout: false,
    losses: [] as object[],
    can_recover_by_mail: true,
  },
}
