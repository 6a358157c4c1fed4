import type { ErrorEnvelope } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

export let app: TestApp
export let development: CreatedInstance
export let production: CreatedInstance

/** Starts the app of a file of this folder: each has one of its own. */
export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp()
    development = await app.create({ slug: 'acme' })
    production = await app.create({ slug: 'shop', name: 'Shop', environment: 'production', host: 'clerk.shop.example' })
  })
  afterAll(() => app.close())
  beforeEach(() => app.clock.advance(3600_000))
}

export const own = 'http://acme.localhost:4100'
export const ask = async (path: string, init: RequestInit = {}) =>
  app.app.request(path.startsWith('http') ? path : `${own}${path}`, init)
export const post = (path: string, body: string | Uint8Array<ArrayBuffer> = '', headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: own, ...headers },
  })
export const codeOf = async (answer: Response) => ((await answer.json()) as ErrorEnvelope).errors[0]?.code
