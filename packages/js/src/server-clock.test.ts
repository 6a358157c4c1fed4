import { expect, test } from 'vitest'
import { createServerClock } from './server-clock.ts'

const server = Date.UTC(2026, 10, 24, 12)
const minute = 60_000

function start(wrong: number) {
  const device = { wall: server + wrong, steady: 1000 }
  const clock = createServerClock({ now: () => device.wall, elapsed: () => device.steady })
  return { device, clock }
}
const dated = (time: number) => new Headers({ Date: new Date(time).toUTCString() })

test('does not know the time before an answer has told it', () => {
  const { clock } = start(0)
  clock.takeFrom(new Headers())
  expect(clock.now()).toBeNull()
})

test.each([-5 * minute, 5 * minute])('keeps the server’s time on a device that is %i ms off', (wrong) => {
  const { clock, device } = start(wrong)
  clock.takeFrom(dated(server))
  device.wall += minute
  device.steady += minute
  expect(clock.now()).toBe(server + minute)
})

test('is not set back with the clock of the device, and goes on while the device sleeps', () => {
  const { clock, device } = start(5 * minute)
  clock.takeFrom(dated(server))
  device.wall -= 5 * minute
  device.steady += minute
  expect(clock.now()).toBe(server + minute)
  device.wall += 65 * minute
  expect(clock.now()).toBe(server + 60 * minute)
})

test('takes the time of a new token only where answers do not tell theirs', () => {
  const { clock } = start(-5 * minute)
  clock.takeFromToken(server)
  expect(clock.now()).toBe(server)
  clock.takeFrom(dated(server + minute))
  clock.takeFromToken(server)
  expect(clock.now()).toBe(server + minute)
})
