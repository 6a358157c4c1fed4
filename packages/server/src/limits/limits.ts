import type { Settings } from '@countersign/contract'

const minute = 60
const hour = 3600

export interface Limit {
  windows: readonly { count: number; seconds: number }[]
  /**
   * What a success takes back: `request` that very request, `proof` the request that began what the proof completes. Otherwise every request counts.
   * Where many honest people share an address, what they do right must not stop their neighbors.
   */
  isGivenBackBy?: 'request' | 'proof'
}

/** Requests per address (IPv4 /32, IPv6 /64) and window, as an instance has set them; docs/reference/api.md is generated from the defaults. */
export function limitsFor({ limits: chosen }: Pick<Settings, 'limits'>) {
  return {
    sign_in_start: { windows: [{ count: chosen.sign_ins, seconds: hour }], isGivenBackBy: 'proof' },
    // Pages ask as they open, whether or not a passkey is used: ten for each sign-in.
    passkey_offer: { windows: [{ count: chosen.sign_ins * 10, seconds: hour }] },
    first_factor: { windows: [{ count: chosen.failures, seconds: hour }], isGivenBackBy: 'request' },
    second_factor: { windows: [{ count: chosen.failures, seconds: hour }], isGivenBackBy: 'request' },
    // A sign-up takes a few requests. Those that succeed count as well: each of them makes an account.
    sign_up: { windows: [{ count: chosen.new_destinations * 4, seconds: hour }] },
    // Messages have budgets of their own (`unanswered.ts`); this keeps requests for them from costing more than that.
    send: { windows: [{ count: 600, seconds: minute }] },
    account_change: { windows: [{ count: chosen.account_changes, seconds: minute }] },
    token: { windows: [{ count: chosen.tokens, seconds: minute }] },
    user_list: { windows: [{ count: 120, seconds: minute }] },
    backend: { windows: [{ count: 6000, seconds: minute }] },
  } as const satisfies Record<string, Limit>
}

export type LimitName = keyof ReturnType<typeof limitsFor>

/** Development instances serve test suites from one address; they get the same limits, this many times over. */
export const developmentFactor = 10
