import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
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

function packageFolder(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return null
  }
}
