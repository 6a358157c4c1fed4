import { setImmediate as breathe } from 'node:timers/promises'
import type { Scope } from '../http/scope.ts'
import { type Member, membersAfter } from './population.store.ts'

const pageSize = 500

/**
 * Every user of the instance, page by page. Counting asks `decide` for each, as the sign-in will: numbers that are promised are those that
 * come true. Others get their turn between two pages.
 */
export async function* population({ context, instance }: Scope, after = ''): AsyncGenerator<Member> {
  let last = after
  for (;;) {
    const page = await membersAfter(context.db, instance.id, last, pageSize)
    yield* page
    const end = page.at(-1)
    if (end === undefined || page.length < pageSize) return
    last = end.id
    await breathe()
  }
}
