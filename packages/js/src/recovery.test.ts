import type { AccountRecoveryView, RecoveryStepView, RecoveryView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { startLoaded } from '../test/peer.ts'
import { clientView, signInView } from '../test/views.ts'

const step: RecoveryStepView = {
  object: 'recovery_step',
  status: 'code_sent',
  safe_identifier: 'a***@example.com',
  wait_hours: 72,
  ready_at: null,
  expires_at: null,
}
const recovery: RecoveryView = {
  object: 'recovery',
  id: 'rec_1',
  started_by: 'user',
  status: 'waiting',
  browser_name: 'Firefox',
  device_type: 'Linux',
  ip: '192.0.2.1',
  started_at: 1,
  ready_at: 2,
  expires_at: 3,
}

test('a recovery begins at the second step with a code by mail, and the attempt stays where it is', async () => {
  const { peer, countersign } = await startLoaded()
  await expect(countersign.signIn.prepareRecovery()).rejects.toMatchObject({ code: 'step_not_allowed' })
  const attempt = signInView({ id: 'sia_1', status: 'needs_second_factor', recovery_wait_hours: 72 })
  peer.on('POST /v1/client/sign_ins', () => ({ response: attempt, client: clientView() }))
  peer.on('POST /v1/client/sign_ins/sia_1/prepare_recovery', () => ({ response: step, client: null }))
  peer.on('POST /v1/client/sign_ins/sia_1/attempt_recovery', () => ({
    response: { ...step, status: 'waiting', ready_at: 5 },
    client: null,
  }))
  expect(await countersign.signIn.create({ identifier: 'a@example.com' })).toMatchObject({ recoveryWaitHours: 72 })
  expect(await countersign.signIn.prepareRecovery()).toMatchObject({ safeIdentifier: 'a***@example.com' })
  expect(await countersign.signIn.attemptRecovery({ code: '123456' })).toMatchObject({ status: 'waiting', readyAt: 5 })
  expect(peer.requests.at(-1)?.form).toEqual({ code: '123456' })
})

test('it is cancelled with the token of a mail, which travels in a body only, or in a session', async () => {
  const { peer, countersign } = await startLoaded()
  const cancelled = { object: 'cancelled_recovery', cancelled: true }
  const account: AccountRecoveryView = {
    object: 'account_recovery',
    recovery,
    backup_codes: null,
    outlook: {
      object: 'recovery_outlook',
      user_id: 'user_1',
      score: 1,
      is_one_loss_from_lockout: true,
      losses: [{ lost: 'phone', id: null, left: [], is_locked_out: true }],
      can_recover_by_mail: true,
    },
  }
  peer.on('POST /v1/recovery/preview', () => ({ response: recovery, client: null }))
  peer.on('POST /v1/recovery/cancel', () => ({ response: cancelled, client: null }))
  peer.on('GET /v1/me/recovery', () => ({ response: account, client: null }))
  peer.on('POST /v1/me/recovery', () => ({ response: cancelled, client: null }))
  peer.on('POST /v1/me/backup_codes/check', () => ({
    response: { object: 'backup_codes_state', left: 9 },
    client: null,
  }))
  expect(await countersign.recovery.preview({ token: 'abc' })).toMatchObject({ startedBy: 'user', readyAt: 2 })
  await countersign.recovery.cancel({ token: 'abc' })
  expect(peer.requests.map(({ query, form }) => ({ query, form }))).toEqual([
    { query: {}, form: { token: 'abc' } },
    { query: {}, form: { token: 'abc' } },
  ])
  expect((await countersign.user.getRecovery()).outlook.isOneLossFromLockout).toBe(true)
  await countersign.user.cancelRecovery()
  expect(await countersign.user.checkBackupCode({ code: 'X' })).toMatchObject({ left: 9 })
})
