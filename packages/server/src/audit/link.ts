import { hashToken } from '../lib/hashing.ts'
import type { Keyring } from '../lib/keyring.ts'

/** What an entry says, and what its seal and its link are about. */
export interface Content {
  id: string
  instance_id: string
  at: number
  event: string
  actor_id: string | null
  user_id: string | null
  ip: string | null
  user_agent: string | null
  request_id: string | null
  details: string
}

/** One text for one entry, whichever engine it was read from: an array of JSON, in the order of the columns. */
export function canonical(row: Content): string {
  const { id, instance_id, at, event, actor_id, user_id, ip, user_agent, request_id, details } = row
  return JSON.stringify([id, instance_id, at, event, actor_id, user_id, ip, user_agent, request_id, details])
}

/** Only a server makes one: whoever merely has the database can neither write an entry nor change one. */
export function sealOf(keyring: Pick<Keyring, 'mac'>, row: Content): string {
  return keyring.mac('audit', canonical(row))
}

/** Anybody can check one, with an export alone. */
export function linkOf(previous: string, seq: number, row: Content): string {
  return hashToken(`${previous}\n${seq}\n${hashToken(canonical(row))}`)
}

/** What the first entry of a chain is linked to. */
export function firstLink(instanceId: string): string {
  return hashToken(`countersign audit ${instanceId}`)
}

export function tipSeal(keyring: Pick<Keyring, 'mac'>, instanceId: string, seq: number, link: string): string {
  return keyring.mac('audit', `tip\n${instanceId}\n${seq}\n${link}`)
}
