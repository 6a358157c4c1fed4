import { configTable } from '../../packages/server/src/config-table.ts'
import { generatedFrom, table } from './table.ts'

export function renderConfiguration(): string {
  return `# Configuration

${generatedFrom('packages/server/src/config-table.ts')}

The surroundings of the process, read once from the environment. Everything that is wrong is listed at once, and the server does not start.

${table(
  ['variable', 'default', 'meaning'],
  configTable.map(({ name, default: value, meaning }) => [`\`${name}\``, value, meaning]),
)}
`
}
