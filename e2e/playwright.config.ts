import { defineConfig } from '@playwright/test'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  // A journey waits more than it computes, and each file starts a server of its own.
  workers: 3,
  forbidOnly: true,
  // They end what hangs; how fast a machine is, no journey decides.
  timeout: 300_000,
  expect: { timeout: 45_000 },
  reporter: [['line'], ['json', { outputFile: '../.cache/reports/browser.json' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    actionTimeout: 60_000,
    screenshot: 'only-on-failure',
    // The page at each step is kept and can be looked at; filming it as well cost a quarter of the CPU of every journey.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false, attachments: false },
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
