import { errors } from '@countersign/contract'
import { generatedFrom, table } from './table.ts'

export function renderErrors(): string {
  const rows = Object.entries(errors).map(([code, { status, short, text, param }]) => [
    `\`${code}\``,
    String(status),
    param ? `\`${param}\`` : '',
    short,
    text,
  ])
  return `# Errors

${generatedFrom('packages/contract/src/errors.ts')}

Every failed request answers \`{ "errors": [{ "code", "message", "long_message", "meta" }] }\`. \`message\` is the short reason,
\`long_message\` the sentence a person may read; words in braces are filled in. \`meta.param_name\` names the field the error belongs to.

${table(['code', 'status', 'field', 'message', 'long message'], rows)}
`
}
