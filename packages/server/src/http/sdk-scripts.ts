import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { textAnswer } from './answer.ts'
import { createStaticFiles, type StaticFiles } from './static-files.ts'

const packages = new Map<string, StaticFiles | null>()

/**
 * `@clerk/clerk-js@<any>/dist/clerk.browser.js`: SDK scripts from the package installed beside the server. Any version in the path
 * is answered with the installed one, because loaders ask for a range and then for an exact version.
 */
export async function sdkScript(path: string, request: Request, secure: boolean): Promise<Response> {
  const match = /^@clerk\/(clerk-js|ui)@[\w.-]+\/dist\/([\w./-]+)$/.exec(path)
  const [, name = '', file = ''] = match ?? []
  const files = match ? packageFiles(`@clerk/${name}`) : null
  const answer = await files?.answer(file, request, { kind: 'sdk', secure })
  if (answer) {
    answer.headers.set('Access-Control-Allow-Origin', '*')
    return answer
  }
  const why =
    match && !files
      ? `@clerk/${name} is not installed beside this server; npm install @clerk/${name} makes it available here.`
      : 'There is no such script.'
  return textAnswer('sdk', 404, 'text/plain; charset=utf-8', `${why}\n`, secure)
}

function packageFiles(name: string): StaticFiles | null {
  const known = packages.get(name)
  if (known !== undefined) return known
  const folder = packageFolder(name)
  const files = folder ? createStaticFiles(join(folder, 'dist')) : null
  packages.set(name, files)
  return files
}

/** Looked for by folder, as Node does: the packages do not let their own description be imported. */
function packageFolder(name: string): string | null {
  const places = [...(createRequire(import.meta.url).resolve.paths(name) ?? []), join(process.cwd(), 'node_modules')]
  return places.map((place) => join(place, name)).find((folder) => existsSync(join(folder, 'dist'))) ?? null
}
