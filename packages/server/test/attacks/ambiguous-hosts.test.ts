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
function send(target: string, ...lines: string[]): Promise<{ status: number; text: string }> {
  return speak(`GET ${target} HTTP/1.1`, ...lines)
}

async function speak(...lines: string[]): Promise<{ status: number; text: string }> {
  const socket = connect(port, '127.0.0.1')
  const ended = once(socket, 'close')
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  socket.on('error', () => {})
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'))
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

test('answers health checks of load balancers: HTTP/1.0 without Host, absolute request targets, IP addresses and service names as Host', async () => {
  for (const probe of ['/healthz', '/readyz']) {
    for (const method of ['GET', 'HEAD']) {
      for (const [target, version, host] of [
        [probe, '1.0', undefined],
        [probe, '1.0', own()],
        [`http://${own()}${probe}`, '1.0', undefined],
        [`http://10.0.0.7:${port}${probe}`, '1.0', undefined],
        [`http://10.0.0.7:${port}${probe}`, '1.1', `10.0.0.7:${port}`],
        [`http://10.0.0.7:80${probe}`, '1.1', '10.0.0.7'],
        [`http://auth-1.Internal${probe}`, '1.1', 'auth-1.internal:80'],
        [`http://[fd00::7]:${port}${probe}`, '1.1', `[fd00::7]:${port}`],
        [probe, '1.1', `[fd00::7]:${port}`],
        [probe, '1.1', `10.0.0.7:${port}`],
        [probe, '1.1', `auth_server:${port}`],
        [probe, '1.1', 'auth.internal.'],
        [probe, '1.1', ''],
      ] as const) {
        const { status, text } = await speak(
          `${method} ${target} HTTP/${version}`,
          ...(host === undefined ? [] : [`Host: ${host}`]),
        )
        expect([method, target, version, host, status]).toEqual([method, target, version, host, 200])
        if (method === 'GET') expect(text).toContain('"status":"ok"')
      }
    }
  }
})

test('takes an HTTP/1.0 request without Host for one to the base URL, and one of HTTP/1.1 for malformed (R125)', async () => {
  expect((await speak(`GET /i/acme${path} HTTP/1.0`)).status).toBe(200)
  expect((await speak(`GET http://evil.example/i/acme${path} HTTP/1.0`)).text).not.toContain('evil')
  for (const target of ['/healthz', '/readyz', path]) expect((await send(target)).status).toBe(400)
})
