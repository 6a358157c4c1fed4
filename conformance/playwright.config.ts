import { defineConfig } from '@playwright/test'
import base from '../e2e/playwright.config.ts'
import { isInstalled } from './support/example.ts'

const { launchOptions } = base.use ?? {}

export default defineConfig(base, {
  testDir: '.',
  // Who ran them says why one is missing: see scripts/install.mjs.
  testIgnore: [
    'node_modules/**',
    ...['clerk-sdk', 'next'].filter((name) => !isInstalled(name)).map((name) => `example-${name}.spec.ts`),
  ],
  outputDir: '../test-results/conformance',
  // Each file has a server of its own; most of its time goes into waiting for pages.
  workers: 3,
  reporter: [['line'], ['json', { outputFile: '../.cache/reports/conformance.json' }]],
  use: {
    launchOptions: {
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), '--disable-blink-features=AutomationControlled'],
    },
  },
})
