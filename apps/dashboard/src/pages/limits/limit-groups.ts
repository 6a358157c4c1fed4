import type { SecurityNumber } from '../../api/views.ts'

interface Group {
  id: string
  title: string
  description: string
  /** The settings in it. */
  holds: RegExp
}

/** In the order of the page. The last group takes every setting that no other one holds. */
const groups: readonly Group[] = [
  {
    id: 'sessions',
    title: 'Passwords and sessions',
    description: 'How long users stay signed in, and how often they are asked to verify their identity.',
    holds: /^(?:password|sessions|trusted_devices|reverification)\./,
  },
  {
    id: 'lockout',
    title: 'Account lockout',
    description: 'Stops guessing at one account. Failed attempts from a browser that the user knows are counted apart.',
    holds: /^lockout\./,
  },
  {
    id: 'codes',
    title: 'Email and SMS codes',
    description: 'How long codes are valid, and how soon another one can be sent.',
    holds: /^codes\./,
  },
  {
    id: 'address-attempts',
    title: 'Sign-in attempts per IP address',
    description:
      'Successful sign-ins do not count. Raise these if many of your users share one address, such as an office or a school.',
    holds: /^limits\.(?:sign_ins|fail)/,
  },
  {
    id: 'address-codes',
    title: 'Codes per IP address',
    description:
      'Stops guessing over many accounts, and messages that cost money. Codes that are entered do not count.',
    holds: /^limits\.(?:codes|new_destinations|wrong_codes)$/,
  },
  {
    id: 'address-requests',
    title: 'Requests per IP address',
    description: 'Keeps one address from slowing down the server. All requests count.',
    holds: /^limits\./,
  },
  { id: 'other', title: 'Recovery and audit log', description: 'Waiting time and retention.', holds: /./ },
]

export interface LimitGroup extends Omit<Group, 'holds'> {
  numbers: readonly SecurityNumber[]
}

/** Each number in the first group that holds it; groups without any are left out. */
export function groupsOf(numbers: readonly SecurityNumber[]): LimitGroup[] {
  const groupOf = ({ name }: SecurityNumber) => groups.find(({ holds }) => holds.test(name))
  return groups
    .map((group) => {
      const { holds: _, ...words } = group
      return { ...words, numbers: numbers.filter((each) => groupOf(each) === group) }
    })
    .filter((group) => group.numbers.length > 0)
}
