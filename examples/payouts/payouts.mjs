import { BackendError, createBackend } from '@countersign/backend'

/**
 * The server of an app that pays out money: it does so once for each approval, and only to whom and as much as was approved. Give it the
 * address of Countersign and the instance's keys; it answers `POST /api/payouts`.
 */
export function createPayouts(options) {
  const backend = createBackend(options)
  const paid = []

  /** A web-standard request in, a web-standard answer out: at home in any framework. */
  async function answer(request) {
    const auth = await backend.authenticate(request)
    if (!auth) return Response.json({ message: 'Sign in first.' }, { status: 401 })
    const { token, amount, receiver } = await request.json()
    try {
      // What is approved is what this server is about to do, whatever the page showed or says.
      const data = { amount, receiver }
      const approval = await backend.redeemStepUp(auth, { token, action: 'payout', data, level: 'second_factor' })
      paid.push({ amount, receiver, approval: approval.id })
      return Response.json({ message: `Paid ${amount} to ${receiver}.` })
    } catch (error) {
      if (!(error instanceof BackendError)) throw error
      return Response.json({ code: error.code, message: error.message }, { status: 422 })
    }
  }

  return { answer, paid }
}
