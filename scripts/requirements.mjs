// docs/requirements.md: which test proves which requirement, read from the tags at the end of test titles.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { filesBelow, folders } from './files.mjs'
import { root } from './run.mjs'

const page = join(root, 'docs/requirements.md')
const testFile = /\.test\.(tsx?|mjs)$|\.spec\.ts$/
/** Its titles are samples for the reader of titles, and prove nothing. */
const samples = 'scripts/requirements.test.mjs'

// `test('… (R6, S41)'`, `it(…`, `test.each(…)('…'`: the literal that follows, whose end are the tags.
const title =
  /(?:\b(?:test|it)(?:\.\w+)*\s*\(|\)\s*\(|`\s*\()\s*(['"`])((?:\\.|(?!\1)[\s\S])*?)\s*\(([RS]\d+(?:\s*,\s*[A-Z]\d+)*)\)\1/g

export function tagsIn(source) {
  return [...source.matchAll(title)].map(([, , words, tags]) => ({
    title: words
      .replace(/\\(['"`])/g, '$1')
      .replace(/\s+/g, ' ')
      .trim(),
    tags: tags.split(/\s*,\s*/),
  }))
}

export function renderRequirements() {
  const rows = JSON.parse(readFileSync(join(root, 'docs/requirements.json'), 'utf8'))
  const proofs = new Map(Object.keys(rows).map((id) => [id, []]))
  for (const path of folders.flatMap(filesBelow).filter((file) => testFile.test(file) && file !== samples)) {
    for (const { title, tags } of tagsIn(readFileSync(join(root, path), 'utf8'))) {
      for (const tag of tags.filter((name) => /^[RS]/.test(name))) {
        if (!proofs.has(tag)) throw new Error(`${path}: "${title}" names ${tag}, which is not a requirement.`)
        proofs.get(tag).push({ path, title })
      }
    }
  }
  return [head(rows, proofs), table('S', rows, proofs), table('R', rows, proofs)].join('\n')
}

function head(rows, proofs) {
  const ids = Object.keys(rows)
  const proven = ids.filter((id) => proofs.get(id).length > 0).length
  const explained = ids.filter((id) => proofs.get(id).length === 0 && rows[id].note && !rows[id].open).length
  return `# Requirements and their tests

Generated from the titles of the tests and from \`requirements.json\` by \`npm run docs\`; do not edit.
${proven} of ${ids.length} requirements are named by a test, ${explained} hold for a reason given here, ${ids.length - proven - explained} are open.
`
}

function table(kind, rows, proofs) {
  const heading = kind === 'S' ? 'What the product does' : 'Security and reliability'
  const lines = Object.entries(rows)
    .filter(([id]) => id.startsWith(kind))
    .map(([id, row]) => `| ${id} | ${cell(row.label)} | ${standing(row, proofs.get(id))} |`)
  return `## ${heading}\n\n| | requirement | proven by |\n|---|---|---|\n${lines.join('\n')}\n`
}

function standing(row, tests) {
  const named = tests.map(({ path, title }) => `[${cell(title)}](../${path})`)
  if (named.length > 0) return [...new Set(named), ...(row.note ? [cell(row.note)] : [])].join('<br>')
  if (row.note && !row.open) return cell(row.note)
  return row.note ? `**open** · ${cell(row.note)}` : '**open**'
}

const cell = (text) => text.replace(/([|[\]<>])/g, '\\$1')

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const wanted = renderRequirements()
  if (process.argv.includes('--print')) process.stdout.write(wanted)
  else if (!process.argv.includes('--check')) writeFileSync(page, wanted)
  else if (readFileSync(page, 'utf8') !== wanted) {
    console.error('docs/requirements.md is stale: run npm run docs')
    process.exitCode = 1
  }
}
