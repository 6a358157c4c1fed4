import { expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { Answer } from '../support/browser.ts'
import { here } from './servers.ts'

/** What a row covers, by the name that `limitsOfTheServer` knows, and the proof. */
export type Row = [covers: string, prove: () => Promise<void>]

export const minute = 60_000
export const hour = 60 * minute

/** How many of each answer came back. */
export async function burst(
  times: number,
  ask: (index: number) => Promise<Answer<unknown>>,
): Promise<Record<string, number>> {
  const answers = await Promise.all(Array.from({ length: times }, (_, index) => ask(index)))
  const counts: Record<string, number> = {}
  for (const { status, code = String(status) } of answers) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** The time of one window of an instance's destinations passes. */
export async function pass(instance: CreatedInstance, ...lengths: number[]): Promise<void> {
  for (const length of lengths)
    await here.context.db
      .deleteFrom('limits')
      .where('key', 'like', `send|${instance.instance.id}|%|${length}`)
      .execute()
}

/** Sends round after round, after each of which `lengths` have passed, until one round gets nothing through. */
export async function fill(
  instance: CreatedInstance,
  lengths: number[],
  ask: () => Promise<Answer<unknown>>,
): Promise<number> {
  let sent = 0
  for (let round = 0; round < 30; round++) {
    const { 200: taken = 0, ...refused } = await burst(4, ask)
    expect(Object.keys(refused)).toEqual(['too_many_requests'])
    if (taken === 0) return sent
    sent += taken
    await pass(instance, ...lengths)
  }
  return sent
}
