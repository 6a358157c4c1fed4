import { defineConfig } from '@playwright/test'
import base from '../e2e/playwright.config.ts'
import { isInstalled } from './support/example.ts'

const { launchOptions } = base.use ?? {}
// Tokens that must really run out: begun first, they wait while the others compute.
const waiting = ['servers.spec.ts', 'session.spec.ts', 'tokens.spec.ts']

const absent = [
  'node_modules/**',
  ...['clerk-sdk', 'next'].filter((name) => !isInstalled(name)).map((name) => `example-${name}.spec.ts`),
]

export default defineConfig(base, {
  testDir: '.',
  // Who ran them says why one is missing: see scripts/install.mjs.
  testIgnore: absent,
  projects: [
    { name: 'waiting', testMatch: waiting },
    { name: 'others', testIgnore: [...absent, ...waiting] },
  ],
  outputDir: '../test-results/conformance',
  // Each file has a server of its own, and waits for pages and clocks.
  workers: 5,
  reporter: [['line'], ['json', { outputFile: '../.cache/reports/conformance.json' }]],
  use: {
    launchOptions: {
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), '--disable-blink-features=AutomationControlled'],
    },
  },
})
