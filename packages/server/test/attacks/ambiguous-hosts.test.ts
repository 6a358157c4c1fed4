import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type RunningServer } from '../../src/server.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

let app: TestApp
let server: RunningServer
let port: number

beforeAll(async () => {
  port = await freePort()
  app = await startTestApp({}, { port, url: `http://localhost:${port}` })
  await app.create({ slug: 'acme' })
  server = await listen(app.context)
})
afterAll(async () => {
  await server.stop()
  await app.close()
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** Sends the request as it stands, which no HTTP client would, and returns the status and the whole answer. */
async function send(target: string, ...lines: string[]): Promise<{ status: number; text: string }> {
  const socket = connect(port, '127.0.0.1')
  const ended = once(socket, 'close')
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  socket.on('error', () => {})
  socket.write([`GET ${target} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\r\n'))
  await ended
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text }
}

const path = '/v1/environment'
const own = () => `acme.localhost:${port}`

test('refuses a request with more than one Host header, equal ones included (R125)', async () => {
  for (const second of [`Host: ${own()}`, 'Host: evil.example', 'HOST: evil.example', 'host:evil.example', 'Host:']) {
    for (const lines of [
      [`Host: ${own()}`, second],
      [second, `Host: ${own()}`],
      [second, 'Accept: */*', `Host: ${own()}`, second],
    ]) {
      const { status, text } = await send(path, ...lines)
      expect([status, text.includes('evil')]).toEqual([400, false])
      expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n'))).errors[0].code).toBe('request_malformed')
    }
  }
})

test('refuses a request target that names another host than the Host header (R125)', async () => {
  for (const target of [
    `http://evil.example${path}`,
    `https://evil.example:443${path}`,
    `HTTP://evil.example${path}`,
  ]) {
    expect((await send(target, `Host: ${own()}`)).status).toBe(400)
  }
  expect((await send(`http://${own()}${path}`, 'Host: evil.example')).status).toBe(400)
  expect((await send(`http://${own()}@evil.example${path}`, `Host: ${own()}`)).status).toBe(400)
})

test('answers a request target with the host that the Host header names, as proxies and health checks send it', async () => {
  expect((await send(path, `Host: ${own()}`)).status).toBe(200)
  expect((await send(`http://${own()}${path}`, `Host: ${own()}`)).status).toBe(200)
  expect((await send(`http://${own().toUpperCase()}${path}`, `Host: ${own()}`)).status).toBe(200)
  expect((await send(`http://${own()}/healthz?a=1`, `Host: ${own()}`)).status).toBe(200)
  expect((await send(`http://${own()}/v1/%2e%2e/healthz`, `Host: ${own()}`)).status).toBe(404)
})
