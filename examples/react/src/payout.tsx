import { useCountersign, useStepUp } from '@countersign/react'
import { type FormEvent, useState } from 'react'

/** Money leaves only after the person approved just this amount to just this receiver; the app's server redeems that once. */
export function Payout() {
  const stepUp = useStepUp()
  const { session } = useCountersign()
  const [outcome, setOutcome] = useState('')

  async function payOut(amount: string, receiver: string): Promise<string> {
    const data = { amount, receiver }
    const labels = { amount: 'Amount', receiver: 'To' }
    const token = await stepUp({ action: 'payout', data, title: `Pay out ${amount}?`, labels })
    const headers = { authorization: `Bearer ${await session.getToken()}`, 'content-type': 'application/json' }
    const answer = await fetch('/api/payouts', { method: 'POST', headers, body: JSON.stringify({ token, ...data }) })
    return ((await answer.json()) as { message: string }).message
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const fields = ['amount', 'receiver'].map((name) => String(form.get(name)).trim()) as [string, string]
    setOutcome('')
    payOut(...fields).then(setOutcome, (error: Error) => setOutcome(error.message || 'Nothing was paid.'))
  }

  return (
    <form className="payout" onSubmit={submit}>
      <h1>Pay out</h1>
      <label>
        Amount
        <input name="amount" defaultValue="120.00 EUR" inputMode="decimal" autoComplete="off" required />
      </label>
      <label>
        Receiver
        <input name="receiver" autoComplete="off" required />
      </label>
      <button type="submit">Pay out</button>
      <p role="status">{outcome}</p>
    </form>
  )
}
