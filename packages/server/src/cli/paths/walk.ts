import { type Demand, demandOf } from './demands.ts'
import type { Held } from './held.ts'
import { makePerson, type Person, type State, states } from './people.ts'
import type { Scratch } from './scratch.ts'
import { second, secondProof } from './steps.ts'
import { Visitor } from './visitor.ts'
import { ways } from './ways/index.ts'
import type { Way } from './ways/ways.ts'

export interface Walked {
  path: string
  state: State
  demands: Demand
  /** Without the second proof. */
  without: Held
  /** With it; null where it was not asked for or cannot be given from here. */
  with: Held | null
  verdict: 'ok' | 'by design' | 'gap'
  why: string
}

/** At once, so that they share their commits; fewer than any limit of a range or a day. */
const atOnce = 24
const hour = 3_600_000

/** Walks every way in every state, with a new person and a new browser each; `only` for tests that look at many configurations. */
export async function walkPaths(
  scratch: Scratch,
  only: (path: string, state: State) => boolean = () => true,
): Promise<Walked[]> {
  const all = Object.entries(ways).flatMap(([path, way]) =>
    (way.shows === 'a new account' ? states.slice(0, 1) : states)
      .filter((state) => only(path, state))
      .map((state) => ({ path, way, state })),
  )
  const found: Walked[] = []
  for (let start = 0; start < all.length; start += atOnce) {
    scratch.pass(24 * hour)
    const walkers = await Promise.all(all.slice(start, start + atOnce).map((one) => makeWalker(scratch, one)))
    scratch.pass(hour)
    found.push(...(await Promise.all(walkers.map((one) => walkOne(scratch, one)))))
  }
  return found
}

interface Walker {
  path: string
  way: Way
  person: Person
  visitor: Visitor
}

async function makeWalker(
  scratch: Scratch,
  { path, way, state }: { path: string; way: Way; state: State },
): Promise<Walker> {
  const person = await makePerson(scratch, state, way.hasKey)
  const visitor = new Visitor(scratch)
  await way.before?.(visitor, person, scratch)
  return { path, way, person, visitor }
}

async function walkOne(scratch: Scratch, walker: Walker): Promise<Walked> {
  const { path, way, person, visitor } = walker
  const { context, made } = scratch
  const { instance } = made
  const id = await way.walk(visitor, person, scratch)
  const without = way.openedFor ? await way.openedFor(person, scratch, visitor) : await visitor.held()
  const demands = demandOf(way.shows ?? 'a first proof', person, instance, context.clock.now())
  const given = demands === 'a second proof' && id !== null ? await withProof(scratch, walker, id) : null
  const judged = judge(demands, without, way, instance.environment)
  return { path, state: person.state, demands, without, with: given, ...judged }
}

/** Somebody who owes a proof holds nothing; somebody who owes a second factor holds a session that can do nothing else. */
function judge(
  demands: Demand,
  held: Held,
  { byDesign }: Way,
  environment: 'development' | 'production',
): Pick<Walked, 'verdict' | 'why'> {
  const isFine = demands === 'nothing' || held === 'none' || (demands === 'setting one up' && held === 'pending')
  if (isFine) return { verdict: 'ok', why: '' }
  const reason = byDesign?.(environment)
  if (reason) return { verdict: 'by design', why: reason }
  return { verdict: 'gap', why: `the policy demands ${demands}` }
}

async function withProof(scratch: Scratch, { visitor, person }: Walker, id: string): Promise<Held | null> {
  const proof = await secondProof(visitor, id, person, scratch)
  if (!proof) return null
  await second(visitor, id, proof)
  return visitor.held()
}
