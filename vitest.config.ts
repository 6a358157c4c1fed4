import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

// Packages find each other's sources: no build is needed to test.
const shared = {
  resolve: { conditions: ['source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
}

/** No engine is in them, or one of their own: once is enough. */
const once = [
  'packages/server/test/doctor/{gaps,settings}.test.ts',
  'packages/server/test/between-statements.test.ts',
  'packages/server/test/model/*.test.ts',
  'packages/server/test/privileges/gaps.test.ts',
  'packages/server/test/process/{doctor,refusals}.test.ts',
]

/** Through a pooler in transaction mode: what signs users in and asks them again, and what a pooler breaks first. */
const pooled = [
  'packages/server/test/{enrolment,reverification,sign-in}.test.ts',
  'packages/server/test/database/{claim,transact}.test.ts',
  'packages/server/test/pooler/*.test.ts',
]

interface Scenarios {
  name: string
  env: Record<string, string>
  include?: string[]
  exclude?: string[]
}

/** The same scenarios on each storage engine. */
function scenarios({ name, env, include, exclude }: Scenarios) {
  return {
    ...shared,
    test: {
      name: `scenarios-${name}`,
      environment: 'node',
      include: include ?? ['packages/server/test/**/*.test.ts'],
      exclude: exclude ?? [...once, 'packages/server/test/pooler/*.test.ts'],
      env,
      // Each file makes an app and a database of its own. What they share is the modules, as requests of one server do.
      isolate: false,
      // They end what hangs; how fast a machine is, no test decides. A busy one takes many times as long.
      testTimeout: 180_000,
      hookTimeout: 180_000,
    },
  }
}

const database = process.env['TEST_DATABASE_URL']
const pooler = process.env['TEST_POOLER_URL']
if (!database && !process.env['VITEST_WORKER_ID']) {
  console.log('scenarios-postgres is left out: TEST_DATABASE_URL is not set (npm test sets it).')
}

const onPostgres = { TEST_ENGINE: 'postgres', TEST_DATABASE_URL: database ?? '' }

export default defineConfig({
  test: {
    // A third of the time is waiting: for clocks that must really run, for sockets, for processes that end.
    maxWorkers: 3,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          isolate: false,
          environment: 'node',
          include: [
            'packages/{contract,js,backend,server}/src/**/*.test.ts',
            ...once,
            'docs/*.test.ts',
            'e2e/support/*.test.ts',
            '{scripts,attack}/*.test.mjs',
          ],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'components',
          environment: 'happy-dom',
          // Each file has a document of its own; what they share is the modules.
          isolate: false,
          include: ['packages/{ui,react}/src/**/*.test.{ts,tsx}', 'apps/*/src/**/*.test.{ts,tsx}'],
          setupFiles: ['packages/react/test/patience.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      scenarios({ name: 'sqlite', env: { TEST_ENGINE: 'sqlite' } }),
      ...(database ? [scenarios({ name: 'postgres', env: onPostgres })] : []),
      ...(database && pooler
        ? [
            scenarios({
              name: 'pgbouncer',
              env: { ...onPostgres, TEST_THROUGH_POOLER: pooler },
              include: pooled,
              exclude: [],
            }),
          ]
        : []),
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/server/src/{factors,flows,sessions}/**/*.ts'],
      exclude: ['**/*.test.ts'],
      reportsDirectory: '.cache/coverage',
      reportOnFailure: true,
      reporter: [['text', { skipFull: true }], 'json-summary'],
      thresholds: { branches: 100 },
    },
  },
})
