// npm run docs: writes every generated page anew. The same file, without UPDATE_DOCS, is the test that they are current.
import { ensureInstalled } from './install.mjs'
import { tool } from './run.mjs'

await ensureInstalled()
const env = { ...process.env, UPDATE_DOCS: '1' }
const { code } = await tool('vitest', ['run', '--project', 'unit', 'docs/docs.test.ts'], { env })
process.exitCode = code
