// Runs a TypeScript file as a process of its own: node run-typescript.mjs <file> [arguments]
import { pathToFileURL } from 'node:url'
import { defaultServerConditions, runnerImport } from 'vite'

await runnerImport(pathToFileURL(process.argv[2]).href, {
  configFile: false,
  logLevel: 'error',
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
})
