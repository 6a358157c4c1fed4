import { describe, expect, test } from 'vitest'
import { mailedCode } from '../support/browser.ts'
import {
  app,
  ask,
  connect,
  dashboard,
  instance,
  type Message,
  operator,
  other,
  person,
  prepare,
  type Spending,
  setScene,
  startSending,
} from './scene.ts'

setScene()

describe('the list of messages', () => {
  test('says who got what when, by which transport and at which price; what it said only in development', async () => {
    await connect()
    startSending()
    const browser = await person()
    // What happened at the same time has no order.
    app.clock.advance(1)
    const { number } = await prepare(browser)
    const code = await mailedCode(browser, number)
    await expect
      .poll(
        async () => (await ask<{ messages: Message[] }>('GET', '/messages?channel=sms')).response.messages[0]?.status,
      )
      .toBe('sent')
    const listed = await ask<{ messages: Message[]; next: string | null }>('GET', '/messages')
    const [sms, mail] = listed.response.messages
    expect(sms).toMatchObject({
      ...{ channel: 'sms', kind: 'code', country: 'DE', price: 0.1, transport: 'webhook 127.0.0.1', receipt: null },
      to: `+49 *******${number.slice(-4)}`,
    })
    expect(mail).toMatchObject({ channel: 'email', kind: 'code', price: 0, status: 'kept' })
    expect(listed.response.next).toBeNull()
    const details = () =>
      ask<Message & { trail: { what: string }[]; content: { code?: string } | null }>('GET', `/messages/${sms?.id}`)
    expect((await details()).response.content).toMatchObject({ code, body: expect.stringContaining(code) })
    await app.database.db
      .updateTable('instances')
      .set({ environment: 'production' })
      .where('id', '=', instance.instance.id)
      .execute()
    const one = await details()
    expect(one.response).toMatchObject({ to: number, tries: 1, problem: null })
    expect(one.response.content).toBeNull()
    expect(one.response.trail.map(({ what }) => what)).toEqual(['created', 'sent'])
    for (const { body } of [listed, one]) {
      expect(JSON.stringify(body)).not.toContain(code)
      expect(JSON.stringify(body)).not.toMatch(/subject|body|is your Board/)
    }
  })

  test('is searched by the whole address or number, filtered, and paged by fifty', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => ({
      ...{ id: `msg_${String(index).padStart(26, '0')}`, instance_id: instance.instance.id, kind: 'code' },
      ...{ channel: index % 2 === 0 ? ('sms' as const) : ('email' as const), content_sealed: '' },
      ...{ destination: '+4915112345678', destination_key: index === 7 ? 'x@example.com' : '+4915112345678' },
      ...{ created_at: app.clock.now() - (index % 3), status: index === 9 ? ('refused' as const) : ('sent' as const) },
    }))
    await app.database.db.insertInto('messages').values(rows).execute()
    const seen: string[] = []
    let next: string | null = ''
    let pages = 0
    while (next !== null) {
      const page: { response: { messages: Message[]; next: string | null } } = await ask(
        'GET',
        `/messages${next && `?before=${next}`}`,
      )
      expect(page.response.messages.length).toBeLessThanOrEqual(50)
      seen.push(...page.response.messages.map(({ id }) => id))
      next = page.response.next
      pages++
    }
    expect([pages, seen.length, new Set(seen).size]).toEqual([3, 120, 120])
    const found = async (query: string) =>
      (await ask<{ messages: Message[] }>('GET', `/messages?${query}`)).response.messages.map(({ id }) => id)
    expect(await found('to=X%40Example.com')).toEqual([rows[7]?.id])
    expect(await found('status=refused')).toEqual([rows[9]?.id])
    expect(await found('channel=email&to=%2B49%20151%2012345678')).toHaveLength(50)
    expect(await found('to=nobody%40')).toEqual([])
    expect(await found('to=12345')).toEqual([])
    for (const wrong of ['before=1', 'before=1.msg_x', 'status=lost', 'channel=fax'])
      expect((await ask('GET', `/messages?${wrong}`)).status).toBe(422)
    // Deleted here, as their ids are not unique over the other tests.
    await app.database.db.deleteFrom('messages').where('instance_id', '=', instance.instance.id).execute()
  })

  test('messages of another instance are not there, neither listed nor opened nor counted', async () => {
    await prepare(await person(other))
    const theirs = await ask<{ messages: Message[] }>('GET', '/messages?channel=sms', undefined, other)
    const [message] = theirs.response.messages
    expect(message?.channel).toBe('sms')
    expect((await ask<{ messages: Message[] }>('GET', '/messages')).response.messages).toEqual([])
    expect((await ask('GET', `/messages/${message?.id}`)).code).toBe('resource_not_found')
    expect((await ask<Spending>('GET', '/sms/spending?days=7')).response.countries).toEqual([])
    expect((await ask('GET', '/messages', undefined, dashboard)).code).toBe('resource_not_found')
  })
})

test('templates are previewed in every language; a mail is a document that runs nothing and may be framed by us alone', async () => {
  interface Previews {
    email: { name: string; subject: string; text: string }[]
    sms: { name: string; text: string }[]
  }
  const { response } = await ask<Previews>('GET', '/message-previews?language=ar')
  expect(response.email.find(({ name }) => name === 'factor_removed')?.subject).toMatch(/\p{Script=Arabic}/u)
  expect(response.sms.find(({ name }) => name === 'code.second_factor')?.text).toContain('123456')
  expect((await ask('GET', '/message-previews?language=xx')).status).toBe(422)
  const framed = await operator.fetch(
    `/instances/${instance.instance.id}/message-previews/html?language=ar&name=factor_removed`,
  )
  expect(framed.status).toBe(200)
  expect(framed.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(framed.headers.get('content-security-policy')).toMatch(
    /^sandbox; default-src 'none'; style-src 'unsafe-inline'/,
  )
  expect(framed.headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
  expect(await framed.text()).toContain('dir="rtl"')
  const missing = await ask('GET', '/message-previews/html?language=ar&name=nothing')
  expect(missing.code).toBe('resource_not_found')
})
