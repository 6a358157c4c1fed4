import type { Settings } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { createApp } from '../../src/app.ts'
import type { State } from '../../src/cli/paths/people.ts'
import { fromThisMachine, quickHasher, type Scratch, walkable } from '../../src/cli/paths/scratch.ts'
import { type Walked, walkPaths } from '../../src/cli/paths/walk.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { patchSettings } from '../../src/instances/settings.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

export const gapsIn = (found: readonly Walked[]) => found.filter(({ verdict }) => verdict === 'gap')

export const switches = [
  ...(['totp', 'phone_code', 'passkey', 'backup_code', 'voluntary', 'trusted_devices', 'by_password'] as const),
  ...(['by_mail', 'by_sms', 'by_key', 'new_browsers', 'enumeration', 'single', 'username', 'production'] as const),
]
export type Row = Record<(typeof switches)[number], boolean>

/** What a row wants, as near as the settings allow. */
function settingsOf(row: Row): Settings {
  const { totp, phone_code, passkey, by_mail, by_sms } = row
  const by_password = row.by_password || !(by_mail || by_sms)
  const isOnlyBySms = !by_password && !by_mail
  return walkable({
    ...defaultSettings,
    device_trust: !row.new_browsers,
    trusted_devices: { enabled: row.trusted_devices, days: 1 },
    enumeration_protection: row.enumeration,
    sessions: { ...defaultSettings.sessions, single: row.single },
    multi_factor: {
      ...defaultSettings.multi_factor,
      totp,
      phone_code,
      passkey,
      backup_code: row.backup_code && (totp || phone_code || passkey),
      required: !row.voluntary && (totp || passkey || (phone_code && !isOnlyBySms)),
    },
    first_factors: { password: by_password, email_code: by_mail, phone_code: by_sms, passkey: row.by_key },
    identifiers: {
      ...defaultSettings.identifiers,
      username: row.username ? 'optional' : 'off',
      phone_number: isOnlyBySms ? 'required' : 'optional',
    },
  })
}

/** In place of a scratch copy: a server on the engine under test, with an instance for each environment that takes the settings of each row. */
export class Walks {
  readonly app: TestApp
  readonly #made: Record<'development' | 'production', CreatedInstance>

  constructor(app: TestApp, made: Record<'development' | 'production', CreatedInstance>) {
    this.app = app
    this.#made = made
  }

  static async start(): Promise<Walks> {
    const app = await startTestApp({}, { trustedProxies: fromThisMachine() })
    app.context.hasher = quickHasher
    const make = (environment: 'development' | 'production') =>
      app.create({ slug: environment, environment }, walkable(defaultSettings))
    return new Walks(app, { development: await make('development'), production: await make('production') })
  }

  async walk(
    row: Row,
    only?: (path: string, state: State) => boolean,
    rules: Settings['multi_factor']['rules'] = [],
  ): Promise<Walked[]> {
    const { context, clock } = this.app
    const made = this.#made[row.production ? 'production' : 'development']
    const scope = { context, instance: made.instance, now: clock.now() }
    const wanted = settingsOf(row)
    const settings = await patchSettings(scope, { ...wanted, multi_factor: { ...wanted.multi_factor, rules } })
    const scratch: Scratch = {
      context,
      app: createApp(context),
      made: { ...made, instance: { ...made.instance, settings } },
      pass: (milliseconds) => clock.advance(milliseconds),
      close: async () => {},
    }
    return walkPaths(scratch, only)
  }
}
