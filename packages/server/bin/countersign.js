#!/usr/bin/env node
// Committed, unlike dist/, so that `npx countersign` is linked by the very first install.
import { existsSync } from 'node:fs'

const command = new URL('../dist/cli.js', import.meta.url)
if (existsSync(command)) {
  await import(command.href)
} else {
  process.stderr.write(
    'Countersign is not built yet. Run `npm run build` (or `npm start`) in the checkout, then try again.\n',
  )
  process.exitCode = 1
}
