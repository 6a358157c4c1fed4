import base from '../e2e/playwright.config.ts'

const { launchOptions } = base.use ?? {}

export default {
  ...base,
  testDir: '.',
  outputDir: '../test-results/conformance',
  reporter: [['line'], ['json', { outputFile: '../.cache/reports/conformance.json' }]],
  use: {
    ...base.use,
    launchOptions: {
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), '--disable-blink-features=AutomationControlled'],
    },
  },
}
