import { expect, test } from 'vitest'
import { refuse, startLoaded } from '../test/peer.ts'
import { sessionView, verificationView } from '../test/views.ts'
import { CountersignError, withReverification } from './index.ts'

const wanted = (meta = {}) => new CountersignError('session_reverification_required', 'Prove once more.', { meta })

test('a sensitive change waits for a fresh proof and then goes through by itself', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  let proven = false
  peer.on('POST /v1/client/sessions/sess_1/verify/attempt_second_factor', () => {
    proven = true
    return { response: verificationView({ status: 'complete' }), client: null }
  })
  peer.on('POST /v1/me/backup_codes', (_request, response) =>
    proven
      ? { response: { object: 'backup_code', id: 'bc_1', codes: ['abcd-efgh'] }, client: null }
      : refuse(response, 403, 'session_reverification_required', 'Prove once more.'),
  )
  const levels: string[] = []
  const { codes } = await withReverification(
    () => countersign.user.createBackupCode(),
    async (level) => {
      levels.push(level)
      await countersign.session.attemptSecondFactorVerification({ strategy: 'totp', code: '123456' })
    },
  )
  expect(codes).toEqual(['abcd-efgh'])
  expect(levels).toEqual(['second_factor'])
})

test('the server may name the level it wants', async () => {
  const levels: string[] = []
  let tries = 0
  const action = async () => {
    if (tries++ === 0) throw wanted({ reverification: { level: 'first_factor' } })
    return tries
  }
  expect(await withReverification(action, async (level) => levels.push(level))).toBe(2)
  expect(levels).toEqual(['first_factor'])
})

test('giving up, a second refusal and any other error reach the caller; the action runs at most twice', async () => {
  let runs = 0
  const action = async () => {
    runs++
    throw wanted()
  }
  const givingUp = withReverification(action, () => Promise.reject(new Error('cancelled')))
  await expect(givingUp).rejects.toThrow('cancelled')
  expect(runs).toBe(1)
  await expect(withReverification(action, async () => {})).rejects.toMatchObject({
    code: 'session_reverification_required',
  })
  expect(runs).toBe(3)
  const other = withReverification(
    () => Promise.reject(new TypeError('other')),
    async () => expect.unreachable(),
  )
  await expect(other).rejects.toThrow(TypeError)
})

test('an app’s own server may want the proof too, by its answer or by a value, and the action runs again (R82)', async () => {
  const hint = (reverification: unknown) => ({
    clerk_error: { type: 'forbidden', reason: 'reverification-error', metadata: { reverification } },
  })
  const answers: unknown[] = [
    Response.json(hint({ level: 'multi_factor', afterMinutes: 10 }), { status: 403 }),
    Response.json(hint({ level: 'first_factor', afterMinutes: 5 }), { status: 401 }),
    hint('strict_mfa'),
    hint('lax'),
  ]
  const levels: string[] = []
  for (const answer of answers) {
    let runs = 0
    const result = await withReverification<unknown>(
      async () => (runs++ === 0 ? answer : 'done'),
      async (level) => levels.push(level),
    )
    expect(result).toBe('done')
  }
  expect(levels).toEqual(['multi_factor', 'first_factor', 'multi_factor', 'second_factor'])
  // Every other answer goes to the caller as it came, unread.
  for (const other of [
    Response.json({ code: 'forbidden' }, { status: 403 }),
    new Response('no JSON', { status: 401 }),
  ]) {
    const got = await withReverification(
      async () => other,
      async () => expect.unreachable(),
    )
    expect(await got.text()).toMatch(/forbidden|no JSON/)
  }
})
