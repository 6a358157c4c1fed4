// A connection that breaks at the worst moment: the server has done the work, and the answer is lost on the way.
import { connect, createServer } from 'node:net'

/** Forwards to a port of this machine. `dropNext()` cuts the next connection on which an answer comes back, before a byte of it is passed on. */
export async function startDroppingProxy(target) {
  let drops = 0
  let dropped = 0
  const sockets = new Set()
  const server = createServer((outside) => {
    const inside = connect(target, '127.0.0.1')
    for (const socket of [outside, inside]) {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket)
          outside.destroy()
          inside.destroy()
        })
    }
    outside.pipe(inside)
    inside.on('data', (chunk) => {
      if (drops === 0) return outside.write(chunk)
      drops -= 1
      dropped += 1
      return outside.destroy()
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: server.address().port,
    dropNext() {
      drops = 1
    },
    dropped: () => dropped,
    stop() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
