// A PostgreSQL database of its own for each server, dropped afterwards.
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'

const { Client } = createRequire(new URL('../../packages/server/package.json', import.meta.url))('pg')

/** Creates a database on the server behind `url`, whose user may create databases. */
export async function makeDatabase(url) {
  const name = `countersign_attack_${randomBytes(6).toString('hex')}`
  await query(url, `create database ${name}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return { url: own.href, drop: () => query(url, `drop database if exists ${name} with (force)`) }
}

async function query(url, sql) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
