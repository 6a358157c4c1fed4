import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { findBarriers } from './support/axe.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(async () => {
  await server?.stop()
})

test('a server on an empty directory serves the sign-in page of its first application', async ({ page }) => {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  await page.goto(`http://acme.localhost:${server.port}/sign-in`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('textbox').first()).toBeVisible()
  expect(problems).toEqual([])
})

test('the sign-in page has no barriers for assistive technology', async ({ page }) => {
  await page.goto(`http://acme.localhost:${server.port}/sign-in`)
  await expect(page.getByRole('textbox').first()).toBeVisible()
  expect(await findBarriers(page)).toEqual([])
})

test('the server serves the description of its APIs, and says when it has not changed', async ({ request }) => {
  const url = `http://localhost:${server.port}/openapi.json`
  const answer = await request.get(url)
  expect(answer.headers()['content-type']).toBe('application/json')
  const written = readFileSync(new URL('../docs/reference/openapi.json', import.meta.url), 'utf8')
  expect(await answer.text()).toBe(written)
  const again = await request.get(url, { headers: { 'if-none-match': answer.headers()['etag'] ?? '' } })
  expect(again.status()).toBe(304)
})

test('a redirect_url that is not allowed is named on the sign-in page, with the remedy', async ({ page }) => {
  const asked = encodeURIComponent('https://app.example.com/after')
  await page.goto(`http://localhost:${server.port}/i/acme/sign-in?redirect_url=${asked}`)
  await expect(page.getByText('This page cannot send you to https://app.example.com')).toBeVisible()
  await expect(page.getByText(/setting allowed_origins/)).toBeVisible()
  expect(await findBarriers(page)).toEqual([])
})
