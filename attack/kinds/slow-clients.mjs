// Thousands of connections from one address say half of something, or nothing, and never hang up.
import { connect } from 'node:net'
import { all, exactly, measured } from '../support/finding.mjs'
import { send } from '../support/http.mjs'
import { quantile, until, wait } from '../support/wait.mjs'

/** What a slow client sends before it falls silent. */
const starts = [
  '',
  'GET /healthz HT',
  'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ',
  'POST /v1/client/sign_ins HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"id',
]

/** Opens connections that keep their end open whatever the other side does; resolves when each was accepted or refused. */
async function hold(port, count) {
  const sockets = []
  for (let index = 0; index < count; index += 100) {
    await Promise.all(
      Array.from({ length: Math.min(100, count - index) }, (_, one) => {
        const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
        // Reads what comes and never answers the end of the connection with its own.
        socket.on('error', () => {}).on('data', () => {})
        sockets.push(socket)
        return new Promise((resolve) => {
          socket.once('connect', () => socket.write(starts[(index + one) % starts.length], resolve))
          socket.once('close', resolve)
        })
      }),
    )
  }
  return sockets
}

/** Connections that the server has let go: what is written to them is answered with a reset. */
async function gone(sockets) {
  for (const socket of sockets) if (!socket.destroyed) socket.write('x', () => {})
  await wait(500)
  return sockets.filter((socket) => socket.destroyed).length
}

/** Linux has a whole network of loopback addresses; elsewhere everyone comes from the same one. */
async function anotherAddress(port, host) {
  const answer = await send({ port, path: '/healthz', headers: { host }, localAddress: '127.0.0.2', via: false }).catch(
    () => null,
  )
  return answer ? '127.0.0.2' : undefined
}

export const slowClients = {
  name: 'slow clients',
  async attack({ server, isShort }) {
    const { port, host } = await server()
    const count = isShort ? 1000 : 10_100
    const localAddress = await anotherAddress(port, host)
    const sockets = await hold(port, count)
    const times = []
    const refused = []
    for (let index = 0; index < 20; index++) {
      const startedAt = performance.now()
      // A connection of its own each time, as a new visitor opens it.
      const ask = send({ port, path: '/readyz', headers: { host }, localAddress, via: false })
      const { status } = await ask.catch((error) => ({ status: error.code ?? error.message }))
      if (status !== 200) refused.push(String(status))
      times.push(performance.now() - startedAt)
    }
    const from = localAddress ? 'another address' : 'the same address'
    const waited = `p50 ${Math.round(quantile(times, 0.5))} ms, longest ${Math.round(Math.max(...times))} ms`
    const findings = [
      all(`new visitors from ${from} served while ${count} slow clients hold on`, 20 - refused.length, 20, refused),
      measured('how long those visitors waited', waited),
    ]
    if (!isShort) {
      // The longest deadline is that of a whole request, and deadlines are looked at every few seconds.
      await wait(45_000)
      const freed = await until(async () => (await gone(sockets)) === sockets.length, 15)
      findings.push(
        exactly(
          'slow connections that the server still keeps after a minute',
          freed ? 0 : count - (await gone(sockets)),
          0,
        ),
      )
    }
    for (const socket of sockets) socket.destroy()
    return findings
  },
}
