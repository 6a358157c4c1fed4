import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type RunningServer } from '../../src/server.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { until } from '../support/process.ts'

let app: TestApp
const opened: Socket[] = []
const servers: RunningServer[] = []

beforeAll(async () => {
  app = await startTestApp({}, { port: 0 })
})
afterAll(async () => {
  for (const socket of opened) socket.destroy()
  await Promise.all(servers.map((server) => server.stop()))
  await app.close()
})

/** A real server whose slow clients are late after a moment. */
async function serve(given: Parameters<typeof listen>[1]): Promise<RunningServer> {
  const server = await listen(app.context, given)
  servers.push(server)
  return server
}

/** A client that never closes its side, whatever the server does. */
async function hold(server: RunningServer, text = '', localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port: server.port, host: '127.0.0.1', localAddress, allowHalfOpen: true })
  opened.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  if (text) socket.write(text)
  return socket
}

async function answerOf(socket: Socket): Promise<string> {
  const [chunk] = await once(socket, 'data')
  return String(chunk)
}

const late = { headers: 50, request: 50, check: 10, refused: 10 }

test('a client that never closes loses its connection after a 408 or a 400 (R120)', async () => {
  const server = await serve({ deadlines: late })
  const half = await hold(server, 'GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow: ')
  const rubbish = await hold(server, 'rubbish\r\n\r\n')
  const [slow, malformed] = await Promise.all([answerOf(half), answerOf(rubbish)])
  expect([slow, malformed]).toEqual([
    expect.stringMatching(/^HTTP\/1\.1 408 /),
    expect.stringMatching(/^HTTP\/1\.1 400 /),
  ])
  await until(() => server.openConnections() === 0)
})

test('so does one that sends nothing, and one whose body never ends (R120)', async () => {
  const server = await serve({ deadlines: late })
  await hold(server)
  await hold(server, 'POST /v1/client/sign_ins HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc')
  await until(() => server.openConnections() === 2)
  await until(() => server.openConnections() === 0)
})

test('and one that keeps its connection and asks for nothing more (R120)', async () => {
  const server = await serve({ deadlines: { idle: 10 } })
  const socket = await hold(server, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
  expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 200 /)
  await until(() => server.openConnections() === 0)
})

test('an address that holds all it may have gets no more, and others are answered (R120)', async () => {
  const server = await serve({ bounds: { most: 8, perAddress: 3 } })
  const greedy = await Promise.all(Array.from({ length: 6 }, () => hold(server, '', '127.0.0.2')))
  await until(() => greedy.filter(({ readableEnded, destroyed }) => readableEnded || destroyed).length === 3)
  expect(server.openConnections()).toBe(3)
  const other = await hold(server, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n', '127.0.0.3')
  expect(await answerOf(other)).toMatch(/^HTTP\/1\.1 200 /)
})

test('where addresses together hold all there is, one more address is still answered (R120)', async () => {
  const server = await serve({ bounds: { most: 6, perAddress: 3 } })
  for (const address of ['127.0.0.2', '127.0.0.4']) for (let i = 0; i < 3; i++) await hold(server, '', address)
  await until(() => server.openConnections() === 6)
  const other = await hold(server, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n', '127.0.0.3')
  expect(await answerOf(other)).toMatch(/^HTTP\/1\.1 200 /)
  expect(server.openConnections()).toBe(6)
})
