import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Network {
  port: number
  /** Cuts every connection and refuses new ones, as when the other side has crashed. */
  cut(): void
  /** Swallows everything, as when a cable was pulled. */
  freeze(): void
  mend(): void
  close(): Promise<void>
}

/** A stretch of network to a server, which can be broken. */
export async function openNetwork(target: { host: string; port: number }): Promise<Network> {
  let state: 'whole' | 'cut' | 'frozen' = 'whole'
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    if (state === 'cut') return near.destroy()
    const far = connect(target)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => {
        if (state === 'whole') to.write(data)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      state = 'cut'
      hangUp()
    },
    freeze() {
      state = 'frozen'
    },
    mend() {
      state = 'whole'
    },
    async close() {
      hangUp()
      server.close()
      await once(server, 'close')
    },
  }
}
