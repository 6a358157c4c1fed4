import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RunningServer, startServer } from './server.ts'

const preload = fileURLToPath(new URL('./clock-ahead.mjs', import.meta.url))

/** A server whose clock can be moved: how journeys come to the end of a wait. */
export interface AgingServer {
  readonly server: RunningServer
  /** What its clock shows now. */
  now(): number
  /** The same server on the same data, so many milliseconds ahead of this machine's clock. */
  moveTo(ahead: number): Promise<void>
  stop(): Promise<void>
}

export async function startAging(): Promise<AgingServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-later-'))
  let server = await startServer({ COUNTERSIGN_DATA_DIR: dataDir })
  let moved = 0
  return {
    get server() {
      return server
    },
    now: () => Date.now() + moved,
    moveTo: async (ahead) => {
      const port = String(server.port)
      await server.stop()
      moved = ahead
      const clock = { NODE_OPTIONS: `--import=${preload}`, E2E_CLOCK_AHEAD: String(ahead) }
      server = await startServer({ COUNTERSIGN_DATA_DIR: dataDir, PORT: port, ...clock })
    },
    stop: async () => {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
