import type { StepUp } from '@countersign/js'
import type { App } from './app.ts'
import { h } from './dom.ts'
import { choicesOf, formOf } from './form.ts'
import { approve } from './reverification.ts'

const labels: Record<string, string> = { amount: 'Amount', receiver: 'To' }

/** Money leaves only after the person approved just this amount to just this receiver; the app's server redeems that once. */
export function showPayout(app: App): void {
  const form = formOf(app, {
    fields: [
      { name: 'amount', label: 'Amount', autocomplete: 'off' },
      { name: 'receiver', label: 'Receiver', autocomplete: 'off' },
    ],
    submit: 'Pay out',
    onSubmit: ({ amount = '', receiver = '' }) => payOut(app, { amount, receiver }),
    choices: [{ text: 'Back', pick: () => app.route() }],
  })
  app.show({ title: 'Pay out', content: [form] }, ({ session }) => session !== null)
}

async function payOut(app: App, data: { amount: string; receiver: string }): Promise<void> {
  const { session } = app.countersign
  const token = await session.stepUp({ action: 'payout', data }, (stepUp) => approve(app, stepUp, rowsOf(stepUp)))
  const headers = { authorization: `Bearer ${await session.getToken()}`, 'content-type': 'application/json' }
  const answer = await fetch('/api/payouts', { method: 'POST', headers, body: JSON.stringify({ token, ...data }) })
  const { message } = (await answer.json()) as { message: string }
  const back = choicesOf(app, [{ text: 'Back', pick: () => app.route() }])
  app.show({ title: answer.ok ? 'Paid' : 'Not paid', content: [h('p', { role: 'status' }, message), back] }, () => true)
}

/** What the server understood, as text: nobody approves what they could not read. */
function rowsOf({ data }: StepUp): HTMLElement {
  const rows = Object.entries(data).map(([name, value]) =>
    h('div', {}, h('dt', {}, labels[name] ?? name), h('dd', {}, String(value))),
  )
  return h('dl', { class: 'approved' }, ...rows)
}
