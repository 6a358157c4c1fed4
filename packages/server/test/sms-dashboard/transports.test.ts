import { describe, expect, test } from 'vitest'
import { answerWith } from '../support/peers/sms-provider.ts'
import {
  app,
  ask,
  connect,
  instance,
  other,
  person,
  prepare,
  provider,
  type Spending,
  setScene,
  startSending,
} from './scene.ts'

setScene()

describe('transports', () => {
  interface Transport {
    channel: string
    name: string
    sent: number
    failed: number
    last_sent_at: number | null
    last_failure: { problem: string } | null
    paused_until: number | null
  }
  const test200 = { channel: 'sms', to: '+49 151 234 56 789' }

  test('are named without their secrets, with what they did in a day', async () => {
    expect((await ask('GET', '/transports')).body).toEqual([])
    await connect()
    startSending()
    await prepare(await person())
    const figures = async () => (await ask<Transport[]>('GET', '/transports')).response[0]
    await expect.poll(async () => (await figures())?.sent).toBe(1)
    provider.behave = answerWith(500)
    for (let i = 0; i < 3; i++) await prepare(await person())
    await expect.poll(async () => (await figures())?.failed).toBe(3)
    expect(await figures()).toMatchObject({
      ...{ channel: 'sms', position: 0, name: 'webhook 127.0.0.1', last_sent_at: app.clock.now() },
      last_failure: { at: app.clock.now(), problem: 'webhook 127.0.0.1: answered 500' },
      // Three rounds of two tries are more than the breaker stands.
      paused_until: app.clock.now() + 30_000,
    })
    expect(JSON.stringify((await ask('GET', '/transports')).body)).not.toContain('a-secret-of-the-test')
    expect((await ask<Transport[]>('GET', '/transports', undefined, other)).response[0]).toMatchObject({
      sent: 0,
      failed: 0,
    })
  })

  test('a test message goes out at once, and the answer is what the provider said (R130, R135)', async () => {
    await connect()
    const sent = await ask<{ message_id: string }>('POST', '/transports/test', test200)
    expect(sent.response).toMatchObject({ outcome: 'sent', transport: 'webhook 127.0.0.1', problem: null })
    expect(provider.got).toEqual([
      expect.objectContaining({
        id: sent.response.message_id,
        to: '+4915123456789',
        body: expect.stringMatching(/^Test message from Board \d+: /),
      }),
    ])
    expect((await ask('GET', `/messages/${sent.response.message_id}`)).body).toMatchObject({
      ...{ kind: 'test', status: 'sent', price: 0.1, to: '+4915123456789' },
    })
    expect((await ask<Spending>('GET', '/sms/spending?days=7')).response.budget.used).toBe(0.1)
    expect((await ask('POST', '/transports/test', test200)).code).toBe('too_many_requests')
    provider.behave = answerWith(422)
    app.clock.advance(60_000)
    const refused = await ask<{ message_id: string }>('POST', '/transports/test', test200)
    expect(refused.body).toMatchObject({ outcome: 'refused', problem: 'webhook 127.0.0.1: answered 422' })
    expect((await ask('GET', `/messages/${refused.response.message_id}`)).body).toMatchObject({ status: 'refused' })
    provider.behave = answerWith(503)
    app.clock.advance(60_000)
    const failed = await ask('POST', '/transports/test', test200)
    expect(failed.body).toMatchObject({ outcome: 'failed', problem: 'webhook 127.0.0.1: answered 503' })
    const audit = app.database.db
      .selectFrom('audit')
      .selectAll()
      .where('event', '=', 'transport.tested')
      .where('instance_id', '=', instance.instance.id)
    const rows = await audit.execute()
    expect(rows).toHaveLength(3)
    for (const row of rows) {
      expect(row.actor_id).toMatch(/^user_/)
      expect(row.details).not.toContain('4915123456789')
    }
  })

  test('a test is refused where any other message would be, and without a fresh proof (R130, R134, R135)', async () => {
    expect((await ask('POST', '/transports/test', test200)).code).toBe('resource_not_found')
    await connect()
    const code = async (fields: object) => (await ask('POST', '/transports/test', { ...test200, ...fields })).code
    expect(await code({ to: '+33612345678' })).toBe('sms_country_not_allowed')
    expect(await code({ to: '+4930123456' })).toBe('phone_number_not_mobile')
    expect(await code({ to: '+12025550142' })).toBe('form_param_format_invalid')
    expect(await code({ channel: 'email', to: 'x@example.com' })).toBe('resource_not_found')
    expect(await code({ position: 1 })).toBe('resource_not_found')
    for (let i = 0; i < 10; i++) await prepare(await person())
    expect(await code({})).toBe('sms_paused')
    app.clock.advance(11 * 60_000)
    expect(await code({})).toBe('session_reverification_required')
    expect(provider.got).toEqual([])
  })
})
