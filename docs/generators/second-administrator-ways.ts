/**
 * What each change by an administrator does to a user's second factor where `recovery.second_operator` is on. A route that is missing here
 * fails `docs/second-administrator.test.ts`; that the guarded ones hold is shown by `test/administration/second-administrator.test.ts`.
 */
export type Way =
  | { effect: string; alone: 'refused' | 'request' }
  /** Why it takes, replaces or bypasses no second factor. */
  | { none: string }

const refused = (effect: string): Way => ({ effect, alone: 'refused' })
const request = (effect: string): Way => ({ effect, alone: 'request' })
const none = (why: string): Way => ({ none: why })

const removes = 'removes a second factor'
const replaces = 'sets a second factor that the user does not have'
const vouches = 'gives the user an address that can recover the account'
const bypasses = 'opens or extends a session without the second factor'
const settings = 'can switch the rule or a kind of factor off'
const code = 'makes a code that stands in for the second factor'
const lifts = 'lets a recovered or protected account be changed sooner'
const restores = 'brings back what an undo removed, factors among it'
const deletes = 'deletes the user, who can then be created again without the factor'
const profile = none('profile data')
const first = none('first factor only; the second is still asked for')
const webhooks = none('webhooks carry no code, token or secret of a user')
const report = none('reads or previews')
const access = none('closes access, or opens it to the same proofs as before')

/** Below `/v1`, by secret key. */
export const backendWays: Readonly<Record<string, Way>> = {
  'PATCH /instance': none('allowed origins'),
  'PATCH /instance/organization_settings': none('a flag for SDKs'),
  'PATCH /instance/settings': refused(settings),
  'POST /instance/settings/preview': report,
  'POST /instance/settings/undo': refused(settings),
  'POST /instance/policy/simulate': report,
  'POST /instance/policy/reminders': none('sends reminders'),
  'POST /users': none('a new user'),
  'PATCH /users/:id': refused(replaces),
  'PATCH /users/:id/metadata': none('policies ask for one of the user’s own factors, whatever the metadata says'),
  'PUT /users/:id/metadata': none('policies ask for one of the user’s own factors, whatever the metadata says'),
  'DELETE /users/:id': refused(deletes),
  'POST /users/:id/verify_password': report,
  'POST /users/:id/verify_totp': none('consumes a code that the caller has, within the user’s limits'),
  'POST /users/:id/remove_password': first,
  'POST /users/:id/password/set_compromised': first,
  'POST /users/:id/password/unset_compromised': first,
  'DELETE /users/:id/mfa': refused(removes),
  'DELETE /users/:id/totp': refused(removes),
  'DELETE /users/:id/backup_code': refused(removes),
  'DELETE /users/:id/totp/:totp_id': refused(removes),
  'DELETE /users/:id/passkeys/:passkey': refused(removes),
  'POST /users/:id/ban': access,
  'POST /users/:id/unban': access,
  'POST /users/:id/lock': access,
  'POST /users/:id/unlock': access,
  'POST /users/:id/unlock_changes': refused(lifts),
  'POST /users/:id/restore_undone': refused(restores),
  'DELETE /users/:id/trusted_devices/:device': none('asks for the second factor again'),
  'DELETE /users/:id/trusted_devices': none('asks for the second factor again'),
  'POST /users/:id/profile_image': profile,
  'DELETE /users/:id/profile_image': profile,
  'POST /email_addresses': refused(vouches),
  'PATCH /email_addresses/:id': refused(vouches),
  'DELETE /email_addresses/:id': none('the last verified address stays'),
  'PUT /users/:id/email_address': refused(vouches),
  'POST /phone_numbers': refused(replaces),
  'PATCH /phone_numbers/:id': refused(removes),
  'DELETE /phone_numbers/:id': refused(removes),
  'PUT /users/:id/phone_number': refused(removes),
  'POST /users/:id/mfa_reset': request(removes),
  'POST /users/:id/help_desk_codes': refused(code),
  'DELETE /users/:id/help_desk_codes/:code_id': none('revokes a code'),
  'POST /sessions': refused(bypasses),
  'POST /sessions/:id/tokens': refused(bypasses),
  'POST /sessions/:id/tokens/:template': refused(bypasses),
  'POST /sessions/:id/revoke': access,
  'POST /step_ups/redeem': none('consumes what the user approved'),
  'POST /sessions/:id/freshness': report,
  'POST /sessions/:id/refresh': none('needs the refresh token in the user’s browser'),
  'POST /clients/verify': report,
  'POST /sign_in_tokens': first,
  'POST /sign_in_tokens/:id/revoke': access,
  'POST /actor_tokens': refused(bypasses),
  'POST /actor_tokens/:id/revoke': access,
  'PATCH /sign_ups/:id': none('nobody has signed up yet'),
  'POST /invitations': none('leads to a new user'),
  'POST /invitations/bulk': none('leads to new users'),
  'POST /invitations/:id/revoke': none('revokes an invitation'),
  'POST /webhooks/endpoints': webhooks,
  'PATCH /webhooks/endpoints/:endpoint_id': webhooks,
  'DELETE /webhooks/endpoints/:endpoint_id': webhooks,
  'POST /webhooks/endpoints/:endpoint_id/rotate_secret': webhooks,
  'POST /webhooks/endpoints/:endpoint_id/test': webhooks,
  'POST /webhooks/endpoints/:endpoint_id/replay_failed': webhooks,
  'POST /webhooks/deliveries/:delivery_id/replay': webhooks,
  'POST /jwt_templates': none('claims of tokens for signed-in users'),
  'PATCH /jwt_templates/:id': none('claims of tokens for signed-in users'),
  'DELETE /jwt_templates/:id': none('claims of tokens for signed-in users'),
  'POST /testing_tokens': none('development only'),
  'DELETE /testing/messages': none('development only'),
}

/** Below `/dashboard/api`, with a fresh proof. */
export const dashboardWays: Readonly<Record<string, Way>> = {
  'PATCH /instances/:id/settings': request(settings),
  'POST /instances/:id/settings/preview': report,
  'POST /instances/:id/settings/undo': refused(settings),
  'POST /instances/:id/keys': none('a key remembers its maker and is held to the rule in their name'),
  'POST /instances/:id/keys/:key_id/roll': none('the key counts as made by the administrator who rolled it'),
  'POST /administrators': none('for 7 days the new administrator is no second one beside who invited them'),
  'DELETE /administrators/:user_id': none('removes access'),
  'DELETE /instances/:id/keys/:key_id': none('revokes a key'),
  'POST /instances/:id/approvals/:approval_id/approve': none('is the second administrator’s part'),
  'POST /instances/:id/approvals/:approval_id/refuse': none('nothing happens'),
  'POST /instances/:id/policy/simulate': report,
  'POST /instances/:id/policy/reminders': none('sends reminders'),
  'POST /instances/:id/users/:user_id/mfa_reset': request(removes),
  'POST /instances/:id/mfa_resets/:reset_id/approve': none('is the second administrator’s part'),
  'POST /instances/:id/mfa_resets/:reset_id/refuse': none('nothing happens'),
  'POST /instances/:id/users/:user_id/help_desk_codes': request(code),
  'DELETE /instances/:id/users/:user_id/help_desk_codes/:code_id': none('revokes a code'),
  'POST /instances/:id/sms/pauses/:pause_id/lift': none('sends to a range of numbers again'),
  'POST /instances/:id/transports/test': none('sends a test message'),
  'POST /instances/:id/users': none('a new user'),
  'POST /instances/:id/users/:user_id/ban': access,
  'POST /instances/:id/users/:user_id/unban': access,
  'POST /instances/:id/users/:user_id/lock': access,
  'POST /instances/:id/users/:user_id/unlock': access,
  'POST /instances/:id/users/:user_id/lift_changes_lock': request(lifts),
  'POST /instances/:id/users/:user_id/take_back_undo': request(restores),
  'POST /instances/:id/users/:user_id/end_sessions': access,
  'POST /instances/:id/users/:user_id/remove_factor': request(removes),
  'POST /instances/:id/users/:user_id/sessions/:ended_id/end': access,
  'DELETE /instances/:id/users/:user_id/trusted_devices/:device': none('asks for the second factor again'),
  'DELETE /instances/:id/users/:user_id': request(deletes),
  'POST /instances/:id/webhooks/endpoints': webhooks,
  'PATCH /instances/:id/webhooks/endpoints/:endpoint_id': webhooks,
  'DELETE /instances/:id/webhooks/endpoints/:endpoint_id': webhooks,
  'POST /instances/:id/webhooks/endpoints/:endpoint_id/rotate_secret': webhooks,
  'POST /instances/:id/webhooks/endpoints/:endpoint_id/test': webhooks,
  'POST /instances/:id/webhooks/endpoints/:endpoint_id/replay_failed': webhooks,
  'POST /instances/:id/webhooks/deliveries/:delivery_id/replay': webhooks,
}
