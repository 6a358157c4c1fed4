import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../scripts/requirements.mjs', import.meta.url))

export function renderRequirements(): string {
  return execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' })
}
