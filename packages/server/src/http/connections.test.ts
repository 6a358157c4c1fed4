import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundsFor, type Connection, createConnections, descriptorLimit } from './connections.ts'

const idle = (): Connection & { isDestroyed: boolean } => ({
  isDestroyed: false,
  isBusy: () => false,
  destroy() {
    this.isDestroyed = true
  },
})
const busy = () => ({ ...idle(), isBusy: () => true })

test('one address cannot take all connections, and a trusted proxy may (R120)', () => {
  const connections = createConnections({ most: 8, perAddress: 2 })
  expect([1, 2, 3].map(() => connections.admit('a', idle()))).toEqual([true, true, false])
  expect([1, 2, 3, 4].map(() => connections.admit('proxy', idle(), true))).toEqual([true, true, true, true])
  expect(connections.admit('b', idle())).toBe(true)
})

test('where all are in use, a newcomer takes an idle one of the address that holds most (R120)', () => {
  const connections = createConnections({ most: 4, perAddress: 3 })
  const under_way = busy()
  const first = idle()
  for (const one of [under_way, first, idle()]) connections.admit('a', one)
  connections.admit('b', idle())
  expect(connections.admit('c', idle())).toBe(true)
  expect([under_way.isDestroyed, first.isDestroyed]).toEqual([false, true])
  // Now a holds two; nobody is far enough ahead of b.
  expect(connections.admit('b', idle())).toBe(false)
  expect(connections.count()).toBe(4)
})

test('a connection that ended frees its place, once (R120)', () => {
  const connections = createConnections({ most: 2, perAddress: 1 })
  const one = idle()
  connections.admit('a', one)
  connections.closed('a', one)
  connections.closed('a', one)
  expect(connections.count()).toBe(0)
  expect(connections.admit('a', idle())).toBe(true)
})

test('whatever comes and goes, the bounds hold (R120)', () => {
  const step = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), ends: fc.boolean(), isBusy: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 2, max: 12 }), (steps, most) => {
      const perAddress = Math.ceil(most / 2)
      const connections = createConnections({ most, perAddress })
      const open: [string, ReturnType<typeof idle>][] = []
      for (const { key, ends, isBusy } of steps) {
        const last = ends ? open.pop() : undefined
        if (last) connections.closed(...last)
        const one = isBusy ? busy() : idle()
        if (!ends && connections.admit(key, one)) open.push([key, one])
        const alive = open.filter(([, { isDestroyed }]) => !isDestroyed)
        expect(connections.count()).toBe(alive.length)
        expect(alive.length).toBeLessThanOrEqual(most)
        for (const name of 'abcd') expect(alive.filter(([k]) => k === name).length).toBeLessThanOrEqual(perAddress)
      }
    }),
  )
})

test('the bounds follow the descriptors of the process (R120)', () => {
  expect(boundsFor(20_000)).toEqual({ most: 10_000, perAddress: 2500 })
  expect(boundsFor(1024)).toEqual({ most: 768, perAddress: 192 })
  expect(boundsFor(256)).toEqual({ most: 128, perAddress: 32 })
  expect(descriptorLimit(() => 'Max open files            4096                 8192                 files\n')).toBe(
    4096,
  )
  expect(descriptorLimit(() => 'Max open files            unlimited            unlimited            files\n')).toBe(
    Number.MAX_SAFE_INTEGER,
  )
  const nowhere = () => {
    throw new Error('ENOENT')
  }
  expect(descriptorLimit(nowhere)).toBe(1024)
})
