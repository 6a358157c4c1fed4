// The server from its sources, as a process of its own that can go on loading what it only needs later: node run-server.mjs start
import { fileURLToPath } from 'node:url'
import { createServer, defaultServerConditions } from 'vite'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
process.argv[1] = cli
const vite = await createServer({
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
})
await vite.ssrLoadModule(cli)
