// The command line from its sources, as a process of its own: node run-cli.mjs <arguments>
import { fileURLToPath } from 'node:url'
import { defaultServerConditions, runnerImport } from 'vite'

const cli = new URL('../../src/cli.ts', import.meta.url)
process.argv[1] = fileURLToPath(cli)
await runnerImport(cli.href, {
  configFile: false,
  logLevel: 'error',
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
})
