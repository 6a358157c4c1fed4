import type { UserFacts } from '../../src/users/facts.ts'
import type { Walk } from './walk.ts'
import { day, hour, minute, type World } from './world.ts'

/** What happens meanwhile: time, the operator, and whatever else the account goes through. */

export function waitLong({ world, dice }: Walk): void {
  const span = dice.pick([minute, 9 * minute, 11 * minute, 2 * hour, day, 3 * day, 31 * day])
  world.scope.now += span
  if (span > hour) world.signUp.isOver = true
}

export function operatorActs({ world, dice, settings }: Walk): void {
  const { user } = world.user
  const act = dice.pick(['settings', 'settings', 'takes', 'gives', 'known', 'ban', 'code', 'removes'])
  if (act === 'removes') world.isAdministrator = false
  if (act === 'settings') world.scope.instance.settings = dice.pick(settings)
  if (act === 'ban') ban(world)
  if (act === 'code') world.user.helpDeskCodes = 1
  if (act === 'known') user.password_compromised_at = world.scope.now
  if (act !== 'takes' && act !== 'gives') return
  user.epoch += 1
  world.user.totp = act === 'gives' ? ({ id: 'given' } as UserFacts['totp']) : null
  world.user.apps = world.user.totp ? [world.user.totp] : []
  if (act === 'takes') world.user.passkeys = []
}

function ban({ user: { user }, scope }: World): void {
  if (user.banned_at === null) user.epoch += 1
  user.banned_at = user.banned_at === null ? scope.now : null
}
