import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { type RunningServer, startServer } from '../e2e/support/server.ts'
import { type Instance, makeInstance } from './support/instance.ts'
import { openSite, type Site } from './support/site.ts'
import { visit } from './support/visitor.ts'

let server: RunningServer
let instance: Instance
let site: Site

test.beforeAll(async () => {
  server = await startServer({ NODE_PATH: fileURLToPath(new URL('./node_modules', import.meta.url)) })
  instance = await makeInstance(server, { environment: 'production', host: 'fapi.localhost' })
  site = await openSite(instance, 'scripts')
  await instance.backend.changeSettings({ allowed_origins: [site.url] })
})
test.afterAll(async () => {
  await site?.stop()
  await server?.stop()
})

test('a page that loads the SDK from a path of its own boots it, signed out', async ({ browser }) => {
  const visitor = await visit(browser)
  await visitor.page.goto(site.url)
  await expect(visitor.page.getByRole('status')).toHaveText('loaded, user none, session none')
  await visitor.close()
})
