import type { Settings } from '@countersign/contract'
import { type Decisions, decisions } from './decisions.ts'
import { Dice } from './dice.ts'
import { Oracle } from './oracle.ts'
import * as account from './session.moves.ts'
import * as signIn from './sign-in.moves.ts'
import * as signUp from './sign-up.moves.ts'
import * as surroundings from './surroundings.ts'
import { drawSettings, drawWorld, type World } from './world.ts'

export interface Walk {
  world: World
  dice: Dice
  rules: Decisions
  oracle: Oracle
  settings: [Settings, ...Settings[]]
}

type Move = (walk: Walk) => void

const steps = 12
const whatever: [Move, ...Move[]] = [
  signIn.begin,
  signIn.first,
  signIn.newPassword,
  signIn.second,
  signIn.makeKnown,
  signIn.recover,
  surroundings.waitLong,
  surroundings.waitLong,
  surroundings.operatorActs,
  surroundings.operatorActs,
  signUp.give,
  signUp.prove,
]
const signedIn: [Move, ...Move[]] = [account.use, account.change, account.skip, account.beginRun, account.redeem]
const proving: [Move, ...Move[]] = [account.proveFirst, account.proveSecond, account.proveSecond]
const afterFirst: [Move, ...Move[]] = [signIn.second, signIn.second, signIn.recover, signIn.makeKnown]

export interface Found {
  seed: number
  number: number
  what: string
  moves: string[]
}

/** Walks so often, or until the oracle objects; `seen` counts what walks came to. */
export function walkAbout(seed: number, walks: number, rules: Decisions = decisions) {
  const seen: Record<string, number> = {}
  const settings = drawSettings(new Dice(seed), 200)
  const { stackTraceLimit } = Error
  // Refusals are what most moves end in, and nobody reads where they came from.
  Error.stackTraceLimit = 0
  let found: Found | null = null
  for (let walk = 0; walk < walks && !found; walk++) found = walkOnce(seed, walk, settings, rules, seen)
  Error.stackTraceLimit = stackTraceLimit
  return { seen, found }
}

function walkOnce(
  seed: number,
  number: number,
  settings: [Settings, ...Settings[]],
  rules: Decisions,
  seen: Record<string, number>,
): Found | null {
  const dice = new Dice(Math.imul(seed, 1_000_003) + number)
  const world = drawWorld(dice, dice.pick(settings))
  const oracle = new Oracle(seen)
  oracle.begins(world)
  const walk: Walk = { world, dice, rules, oracle, settings }
  const moves: string[] = []
  try {
    for (let step = 0; step < steps; step++) {
      const move = nextMove(walk)
      moves.push(move.name)
      act(walk, move)
    }
    return null
  } catch (error) {
    return { seed, number, what: String(error), moves }
  }
}

const noCookie: readonly Move[] = [surroundings.waitLong, surroundings.operatorActs]

/** Sends the move's request by the browser, or by somebody who copied its cookie; each proof makes a new token for whoever gave it. */
function act(walk: Walk, move: Move): void {
  if (noCookie.includes(move)) move(walk)
  else actBy(walk, move)
}

function actBy(walk: Walk, move: Move): void {
  const { world, rules, oracle, dice } = walk
  if (dice.chance(0.03)) copyCookie(walk)
  world.by = dice.chance(0.01) ? 'copy' : 'browser'
  if (!rules.holdsToken([String(world.tokens[world.by])], String(world.generation))) {
    refuse(walk)
    return
  }
  const { proofs } = oracle
  move(walk)
  if (oracle.proofs === proofs) return
  world.generation = rules.nextGeneration(world.generation)
  world.tokens[world.by] = world.generation
}

function copyCookie({ world, oracle }: Walk): void {
  if (world.tokens.browser !== world.generation) return
  world.tokens.copy = world.tokens.browser
  oracle.copied()
}

/** A browser that was refused begins again as one that nobody knows; a copy stays what it is. */
function refuse({ world, oracle }: Walk): void {
  oracle.refused(world.by)
  if (world.by === 'copy') return
  Object.assign(world, { signIn: null, session: null, run: null, stepUp: null })
  world.tokens = { browser: world.generation, copy: -1 }
  oracle.copied()
}

/** Any move at any time, but more often one that may lead somewhere. */
function nextMove({ world, dice }: Walk): Move {
  const { signIn: row, session, run, stepUp } = world
  if (dice.chance(0.25)) return dice.pick(whatever)
  if (row !== null && row.session_id === null) {
    if (row.first_at === null) return signIn.first
    return row.reset_at !== null && row.new_password_at === null ? signIn.newPassword : dice.pick(afterFirst)
  }
  if (session === null) return signIn.begin
  if (stepUp !== null && stepUp.approved_at !== null) return account.redeem
  return run !== null && dice.chance(0.7) ? dice.pick(proving) : dice.pick(signedIn)
}
