import { defineConfig } from '@playwright/test'
import base from '../e2e/playwright.config.ts'

const { launchOptions } = base.use ?? {}

export default defineConfig(base, {
  testDir: '.',
  outputDir: '../test-results/conformance',
  // Each file has a server of its own; most of its time goes into waiting for pages.
  workers: 2,
  reporter: [['line'], ['json', { outputFile: '../.cache/reports/conformance.json' }]],
  use: {
    launchOptions: {
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), '--disable-blink-features=AutomationControlled'],
    },
  },
})
