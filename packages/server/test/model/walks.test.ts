import { expect, test } from 'vitest'
import { type Decisions, decisions } from './decisions.ts'
import { walkAbout } from './walk.ts'

const seed = Number(process.env['MODEL_SEED'] ?? 1)
const walks = 100_000

/** What walks must have come to, or they would prove nothing. */
const ends = [
  ...['by totp', 'by phone_code', 'by passkey', 'by backup_code', 'by help_desk_code', 'first only', 'trusted'],
  ...['made known', 'reset', 'recovery', 'change after recovery', 'impersonation', 'sign-up', 'skip', 'use', 'change'],
  ...['verified first_factor', 'verified second_factor', 'verified multi_factor', 'mfa'],
  ...['copy refused', 'browser refused'],
  ...['redeemed first_factor', 'redeemed second_factor', 'redeemed multi_factor'],
]

test('a hundred thousand walks through all flows at once are granted nothing that was not proven (R20, R54, R57, R59, R81, R88, S5)', () => {
  const { seen, found } = walkAbout(seed, walks)
  expect(found, 'walk it again: MODEL_SEED, set to this seed').toBeNull()
  for (const end of ends) expect(seen[end] ?? 0, end).toBeGreaterThan(100)
})

const real = decisions
const forgetful: [string, Partial<Decisions>][] = [
  ['forgets the second step', { nextStep: (facts) => real.nextStep({ ...facts, needsSecond: false }) }],
  ['takes a known browser for a trusted one', { signInFacts: trustful }],
  ['lets a reset go without a new password', { nextStep: (facts) => real.nextStep({ ...facts, isReset: false }) }],
  ['forgets that a browser is unknown', { nextStep: (facts) => real.nextStep({ ...facts, needsTrust: false }) }],
  ['lets an attempt live on', { signInFacts: (...given) => ({ ...real.signInFacts(...given), isOver: false }) }],
  ['takes two codes to one phone for two factors', { mayBeginByPhone: () => true, secondFactorsOf: anySecond }],
  ['takes every passkey for both steps', { isPasskeyWhole: () => true }],
  ['lets operators trust their browser', { mayTrustDevices: () => true, signInFacts: trustfulToOperators }],
  ['forgets tasks', { tasksOf: () => [] }],
  ['forgets a ban and a rule that shuts out', { isBarred: () => false, decisionFor: neverRefuses }],
  ['lets anybody change factors', { requireChangeable: () => undefined }],
  ['asks for less than was demanded', { verificationStatus: onlyFirst }],
  ['redeems any approval', { atLeast: () => ['first_factor', 'second_factor', 'multi_factor'] }],
  ['calls everything mfa', { amrOf: () => ['mfa'] }],
  ['forgets the wait of a recovery', { isReady: () => true }],
  ['keeps a recovery that is void', { isRunning: () => true }],
  ['takes every account of the dashboard’s instance for an administrator', { mayEnter: () => true }],
  ['lets anyone sign up on the dashboard’s instance', { isOpenRoute: () => true }],
  ['lets administrators begin with a mailbox', { mayBeginWith: () => true }],
  ['forgets to renew the token', { nextGeneration: (generation) => generation }],
  ['takes tokens from before a proof', { holdsToken: () => true }],
  ['makes accounts of what nobody proved', { isSignUpReady: (facts) => !facts.isOver && facts.hasEmail }],
]

test.each(forgetful)('a server that %s is found out', (_, spoilt) => {
  expect(walkAbout(seed, walks, { ...decisions, ...spoilt }).found).not.toBeNull()
})

function trustful(...[scope, row, user]: Parameters<Decisions['signInFacts']>) {
  return { ...real.signInFacts(scope, row, user), isTrusted: row.known_client === 1 }
}

function trustfulToOperators(...[scope, row, user]: Parameters<Decisions['signInFacts']>) {
  return { ...real.signInFacts(scope, row, user), isTrusted: row.trusted_by !== null }
}

function anySecond(...[facts, settings, , now, version]: Parameters<Decisions['secondFactorsOf']>) {
  return real.secondFactorsOf(facts, settings, null, now, version)
}

function neverRefuses(...given: Parameters<Decisions['decisionFor']>) {
  const decision = real.decisionFor(...given)
  return decision.outcome === 'refuse' ? { ...decision, outcome: 'satisfied' as const } : decision
}

function onlyFirst(facts: Parameters<Decisions['verificationStatus']>[0]) {
  return facts.hasFirst ? 'complete' : real.verificationStatus(facts)
}
