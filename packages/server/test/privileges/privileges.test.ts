import { defaultSettings } from '@countersign/contract/settings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { fromThisMachine, quickHasher, type Scratch } from '../../src/cli/paths/scratch.ts'
import { callers } from '../../src/cli/privileges/audiences.ts'
import { unmatched } from '../../src/cli/privileges/matrix.ts'
import { differences, tables, walkPrivileges } from '../../src/cli/privileges/walk.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
let scratch: Scratch
beforeAll(async () => {
  app = await startTestApp({}, { trustedProxies: fromThisMachine() })
  app.context.hasher = quickHasher
  const made = await app.create(
    { name: 'Walked' },
    { multi_factor: { ...defaultSettings.multi_factor, totp: true, required: true } },
  )
  scratch = { context: app.context, made, app: createApp(app.context), pass: app.clock.advance, close: async () => {} }
})
afterAll(() => app.close())

test('every route of every API has a line that says who may reach it, and every line a route (R129)', () => {
  expect(unmatched(tables)).toEqual([])
})

test('every route is reached by the callers of its line and refused to all others (R129)', async () => {
  const walked = await walkPrivileges(scratch)
  expect(walked.length).toBe(
    callers.length * (2 * tables.frontend.length + tables.backend.length + tables.dashboard.length),
  )
  expect(differences(walked)).toEqual([])
})
