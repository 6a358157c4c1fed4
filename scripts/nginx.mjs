// Finds an nginx to put in front of the server under test.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { aptInstall } from './run.mjs'

/** `{ path }`, or `{ reason }` when there is none and none can be installed. */
export async function provideNginx() {
  let path = findNginx()
  if (!path && (await aptInstall('nginx-light'))) path = findNginx()
  return path ? { path } : { reason: 'no nginx on this machine' }
}

/** It is often installed where only root looks. */
function findNginx() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
  return folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path))
}
