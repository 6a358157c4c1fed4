/** Requests per address (IPv4 /32, IPv6 /64) and window; docs/reference/api.md is generated from these figures. */
export const limits = {
  sign_in_start: [
    { count: 30, seconds: 60 },
    { count: 300, seconds: 3600 },
  ],
  first_factor: [
    { count: 30, seconds: 60 },
    { count: 300, seconds: 3600 },
  ],
  second_factor: [{ count: 20, seconds: 60 }],
  send: [
    { count: 10, seconds: 600 },
    { count: 30, seconds: 3600 },
  ],
  account_change: [{ count: 60, seconds: 60 }],
  token: [{ count: 600, seconds: 60 }],
  user_list: [{ count: 120, seconds: 60 }],
  backend: [{ count: 6000, seconds: 60 }],
} as const satisfies Record<string, readonly { count: number; seconds: number }[]>

export type LimitName = keyof typeof limits

/** Development instances serve test suites from one address; they get the same limits, this many times over. */
export const developmentFactor = 10
