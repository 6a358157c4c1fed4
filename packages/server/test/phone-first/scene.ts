import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser } from '../support/browser.ts'
import { byPhone } from '../support/phones.ts'

export let app: TestApp
export let instance: CreatedInstance
export let open: CreatedInstance

/** Starts the app of a file of this folder: each has one of its own. */
export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp()
    instance = await app.create({}, byPhone)
    open = await app.create({ name: 'Open' }, { ...byPhone, enumeration_protection: false })
  })
  afterAll(() => app.close())
  beforeEach(() => app.clock.advance(3_600_000))
}

let count = 0
export const newEmail = () => `first${++count}@example.com`
export const visitor = (on = instance) => new Browser(app, on)
export const strategies = (factors: { strategy: string }[]) => factors.map(({ strategy }) => strategy)
