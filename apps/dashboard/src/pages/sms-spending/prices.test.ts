import { defaultSettings, settingsSchema } from '@countersign/contract/settings'
import { expect, test } from 'vitest'
import { chartOf, roundUp } from './chart-shape.ts'
import {
  leastReserved,
  mostReserved,
  priceChanges,
  readAmount,
  readPrices,
  usualReserved,
  writePrices,
} from './prices.ts'

test('prices are read as people type them, and written back the same way', () => {
  const { prices, unread } = readPrices('de 0.075;FR:0.06, GB = 1\nUS 0')
  expect(prices).toEqual({ DE: 0.075, FR: 0.06, GB: 1, US: 0 })
  expect(unread).toEqual([])
  expect(writePrices(prices)).toBe('DE 0.075, FR 0.06, GB 1, US 0')
  expect(readPrices(writePrices(prices)).prices).toEqual(prices)
})

test.each(['XQ 0.1', 'DE', 'DE 0,1', 'DE -1', 'DE 101', 'Germany 1', 'DE 1e3'])('%s is no price', (text) => {
  expect(readPrices(text).unread.length).toBeGreaterThan(0)
})

test('only prices that changed are sent, and one that is gone as null', () => {
  expect(priceChanges({ DE: 1, FR: 2, US: 3 }, { DE: 1, FR: 4, GB: 5 })).toEqual({ FR: 4, US: null, GB: 5 })
})

test('an amount is a plain number within its bounds', () => {
  expect(['0', ' 12.5 ', '100', '100.01', '1,5', '', '-1', '1e2'].map((text) => readAmount(text, 100))).toEqual([
    ...[0, 12.5, 100, null, null, null, null, null],
  ])
})

test('the scale of a chart ends in a round number, and no bar is higher than it', () => {
  expect([0, 0.3, 1, 1.2, 4.9, 5, 73, 0.1 + 0.2].map(roundUp)).toEqual([1, 0.5, 1, 2, 5, 5, 100, 0.5])
  const { bars } = chartOf([0, 1.5, 2])
  expect(bars.map(({ y, height }) => [y, height])).toEqual([
    [100, 0],
    [25, 75],
    [0, 100],
  ])
})

test('the reserved share has the bounds and the default of the setting', () => {
  const { minValue, maxValue } = settingsSchema.shape.sms.shape.reserved_percent
  expect([leastReserved, mostReserved, usualReserved]).toEqual([
    minValue,
    maxValue,
    defaultSettings.sms.reserved_percent,
  ])
})
