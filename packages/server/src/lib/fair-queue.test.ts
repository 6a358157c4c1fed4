import { AppError } from '@countersign/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFairQueue, type FairQueue, type Guest } from './fair-queue.ts'

/** Works that end when the test says so: nothing here depends on time. */
function workshop(limits: { slots: number; room: number }) {
  const queue = createFairQueue(limits, () => 0)
  const begun: { name: string; end: () => void }[] = []
  const refused: string[] = []
  let most = 0
  let running = 0
  return {
    queue,
    begun,
    refused,
    most: () => most,
    names: () => begun.map(({ name }) => name),
    /** Whether it was let in. */
    come(name: string, guest: Guest): boolean {
      let place: ReturnType<FairQueue['enter']>
      try {
        place = queue.enter(guest)
      } catch (error) {
        expect(error).toMatchObject({ code: 'server_busy' })
        return false
      }
      const work = () => {
        running += 1
        most = Math.max(most, running)
        return new Promise<void>((resolve) => {
          const end = () => {
            running -= 1
            resolve()
          }
          begun.push({ name, end })
        })
      }
      place
        .run(work)
        .catch((error) => {
          expect(error).toBeInstanceOf(AppError)
          refused.push(name)
        })
        .finally(place.leave)
      return true
    },
    /** Ends the works in the order they began, one at a time, until `count` have ended or none runs. */
    async end(count = Number.POSITIVE_INFINITY) {
      for (let ended = 0; ended < count; ended++) {
        await settle()
        const next = begun.find((one) => one.end !== done)
        if (!next) return
        next.end()
        next.end = done
      }
      await settle()
    },
  }
}
const done = () => {}
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
const stranger = (key: string): Guest => ({ key, rank: 1 })
const known = (key: string): Guest => ({ key, rank: 0 })

test('works run in order, never more than there are slots, and a work that fails frees its slot', async () => {
  const queue = createFairQueue({ slots: 2, room: 20 })
  const order: number[] = []
  let running = 0
  let most = 0
  const works = Array.from({ length: 8 }, async (_, index) => {
    const place = queue.enter({ key: '', rank: 1, most: 20 })
    try {
      await place.run(async () => {
        order.push(index)
        most = Math.max(most, ++running)
        await settle()
        running -= 1
        if (index % 3 === 0) throw new Error('on purpose')
      })
    } finally {
      place.leave()
    }
  })
  await Promise.allSettled(works)
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(most).toBe(2)
})

test('addresses take turns, however much each of them asks for (R140)', async () => {
  const { come, end, names } = workshop({ slots: 1, room: 20 })
  for (let i = 0; i < 6; i++) come(`a${i}`, stranger('a'))
  come('b0', stranger('b'))
  come('c0', stranger('c'))
  await end()
  expect(names().slice(0, 4)).toEqual(['a0', 'a1', 'b0', 'c0'])
  expect(names()).toHaveLength(8)
})

test('one address gets four fifths of the room at most, so another always finds a place (R140)', () => {
  const { come } = workshop({ slots: 1, room: 10 })
  const let_in = Array.from({ length: 20 }, (_, i) => come(`a${i}`, stranger('a')))
  expect(let_in.filter(Boolean)).toHaveLength(8)
  expect(come('b0', stranger('b'))).toBe(true)
})

test('in a full room a newcomer takes the newest place of the address that holds most, and none from those alike (R140)', async () => {
  const { come, end, refused, names } = workshop({ slots: 1, room: 4 })
  for (const [name, key] of [
    ['a0', 'a'],
    ['a1', 'a'],
    ['b0', 'b'],
    ['b1', 'b'],
  ] as const)
    come(name, stranger(key))
  expect(come('c0', stranger('c'))).toBe(true)
  expect(come('d0', stranger('d'))).toBe(true)
  expect(come('e0', stranger('e'))).toBe(false)
  await end()
  expect(refused.sort()).toEqual(['a1', 'b1'])
  expect(names().sort()).toEqual(['a0', 'b0', 'c0', 'd0'])
})

test('known browsers have room of their own and go first; strangers still get every fourth turn (R140)', async () => {
  const { come, end, names } = workshop({ slots: 1, room: 8 })
  for (let i = 0; i < 20; i++) come(`s${i}`, stranger(`address ${i}`))
  for (let i = 0; i < 8; i++) expect(come(`k${i}`, known(`browser ${i}`))).toBe(true)
  await end()
  const order = names().slice(1, 9)
  expect(order.filter((name) => name.startsWith('k')).length).toBeGreaterThanOrEqual(6)
  expect(order.filter((name) => name.startsWith('s')).length).toBeGreaterThanOrEqual(1)
})

test('whatever comes, bounds hold, everything let in is done or refused, and none waits for ever (R140)', async () => {
  const guest = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), rank: fc.constantFrom(0, 1, 2) })
  const step = fc.oneof(guest, fc.constant('end' as const))
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 2, max: 10 }),
      async (steps, slots, room) => {
        const shop = workshop({ slots, room })
        let letIn = 0
        for (const [index, next] of steps.entries()) {
          if (next === 'end') await shop.end(1)
          else if (shop.come(`${index}`, next as Guest)) letIn += 1
        }
        await shop.end()
        expect(shop.most()).toBeLessThanOrEqual(slots)
        expect(shop.begun.length + shop.refused.length).toBe(letIn)
        // Every place was freed: a full room of newcomers fits in again.
        for (let i = 0; i < room; i++) expect(shop.come(`new ${i}`, stranger(`new ${i}`))).toBe(true)
        await shop.end()
      },
    ),
    { numRuns: 150 },
  )
})

test('a work that waits is begun within a bounded number of turns, whatever goes on coming before it (R140)', async () => {
  const { come, end, names } = workshop({ slots: 1, room: 200 })
  come('first', known('x'))
  for (let i = 0; i < 4; i++) come(`f${i}`, { key: `failed ${i}`, rank: 2 })
  for (let turn = 0; turn < 64; turn++) {
    come(`k${turn}`, known(`browser ${turn}`))
    come(`k'${turn}`, known(`other ${turn}`))
    come(`s${turn}`, stranger(`address ${turn % 3}`))
    await end(1)
  }
  for (let i = 0; i < 4; i++) expect(names()).toContain(`f${i}`)
})

test('the time to come back is what the queue takes, between one and ten seconds', () => {
  const queue = createFairQueue({ slots: 1, room: 100 }, () => 0)
  for (let i = 0; i < 100; i++) queue.enter(stranger(`${i}`))
  expect(() => queue.enter(stranger('late'))).toThrow(expect.objectContaining({ params: { seconds: 5 } }))
  expect(() => createFairQueue({ slots: 0, room: 0 }).enter(stranger('x'))).toThrow(
    expect.objectContaining({ params: { seconds: 1 } }),
  )
})
