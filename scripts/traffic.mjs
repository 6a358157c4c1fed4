// What the tests have asked of the APIs, as the workers wrote it down, held against the description of them.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache, root } from './run.mjs'

const folder = join(cache, 'traffic')

export function forgetTraffic() {
  rmSync(folder, { recursive: true, force: true })
}

/** Every operation must have been answered with success by some test, and no answer may have differed from the description. */
export function checkTraffic() {
  const paths = JSON.parse(readFileSync(join(root, 'docs/reference/openapi.json'), 'utf8')).paths
  const described = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  const problems = problemsOf(described, linesOf('answered'), linesOf('faults'))
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(`${described.length} operations were answered as they are described`)
  return { code: problems.length > 0 ? 1 : 0, output: problems.join('\n') }
}

export function problemsOf(described, answered, faults) {
  const seen = new Set(answered)
  const untouched = described.filter((name) => !seen.has(name))
  return [
    ...untouched.map((name) => `${name} was never answered with success: give it a scenario.`),
    ...new Set(faults.map((fault) => `not as described: ${fault}`)),
  ]
}

function linesOf(kind) {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((name) => name.startsWith(`${kind}.`))
  return files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean))
}
