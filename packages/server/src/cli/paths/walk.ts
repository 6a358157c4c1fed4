import type { Settings } from '@countersign/contract'
import { isAsked, makePerson, type State, states } from './people.ts'
import type { Scratch } from './scratch.ts'
import { type Held, Visitor } from './visitor.ts'
import { second, secondProof, type Way, ways } from './ways.ts'

export interface Walked {
  path: string
  state: State
  /** What the policy wants of somebody in this state beside the first proof. */
  demands: 'a second proof' | 'setting one up' | 'nothing'
  /** Without the second proof. */
  without: Held
  /** With it; null where it was not asked for or cannot be given from here. */
  with: Held | null
  verdict: 'ok' | 'by design' | 'gap'
  why: string
}

/** At once, so that they share their commits; fewer than any limit of an address, a range or a day. */
const atOnce = 24

/** Walks every way in every state, with a new person and a new browser each; `only` for tests that look at many configurations. */
export async function walkPaths(
  scratch: Scratch,
  settings: Settings,
  only: (path: string, state: State) => boolean = () => true,
): Promise<Walked[]> {
  const all = Object.entries(ways).flatMap(([path, way]) =>
    (way.isNewAccount ? states.slice(0, 1) : states)
      .filter((state) => only(path, state))
      .map((state) => ({ path, way, state })),
  )
  const found: Walked[] = []
  for (let start = 0; start < all.length; start += atOnce) {
    scratch.nextDay()
    found.push(...(await Promise.all(all.slice(start, start + atOnce).map((one) => walkOne(scratch, settings, one)))))
  }
  return found
}

async function walkOne(
  scratch: Scratch,
  settings: Settings,
  { path, way, state }: { path: string; way: Way; state: State },
): Promise<Walked> {
  const person = await makePerson(scratch, state)
  const visitor = new Visitor(scratch)
  const id = await way.walk(visitor, person, scratch)
  const without = way.openedFor ? await way.openedFor(person, scratch) : await visitor.held()
  const demands = demandsOf(way, state, settings)
  const given =
    demands === 'a second proof' && id !== null
      ? await withProof(scratch, settings, { visitor, id, state, person })
      : null
  return {
    path,
    state,
    demands,
    without,
    with: given,
    ...judge(demands, without, way, scratch.made.instance.environment),
  }
}

function demandsOf({ isNewAccount }: Way, state: State, settings: Settings): Walked['demands'] {
  if (!isNewAccount && isAsked(state, settings)) return 'a second proof'
  return settings.multi_factor.required ? 'setting one up' : 'nothing'
}

/** Somebody who owes a proof holds nothing; somebody who owes a second factor holds a session that can do nothing else. */
function judge(
  demands: Walked['demands'],
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

async function withProof(
  scratch: Scratch,
  settings: Settings,
  {
    visitor,
    id,
    ...who
  }: { visitor: Visitor; id: string; state: State; person: Awaited<ReturnType<typeof makePerson>> },
): Promise<Held | null> {
  const proof = await secondProof(visitor, id, { ...who, scratch, settings })
  if (!proof) return null
  await second(visitor, id, proof)
  return visitor.held()
}
