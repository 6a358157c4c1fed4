import type { ErrorTable } from './error-table.ts'

/** What providers tell us about deliveries. */
export const receiptErrors = {
  receipt_signature_invalid: {
    status: 401,
    short: 'signature invalid',
    text: 'This receipt is not signed with the secret of a transport of ours. Sign the bytes that are sent, with the secret in COUNTERSIGN_SMS.',
    param: null,
  },
  receipt_outdated: {
    status: 401,
    short: 'time too far off',
    text: 'This receipt was signed more than five minutes ago or ahead. Set the clock of the sender, and sign anew for each try.',
    param: null,
  },
  receipt_replayed: {
    status: 409,
    short: 'already received',
    text: 'This receipt was received before. It changes nothing, and there is no need to send it again.',
    param: null,
  },
} as const satisfies ErrorTable
