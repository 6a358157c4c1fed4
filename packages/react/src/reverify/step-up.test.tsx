import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { createPeer, type Facts, goodCode } from '../../test/peer.ts'
import { CountersignProvider } from '../provider.tsx'
import { useStepUp } from './use-step-up.ts'

afterEach(cleanup)

const data = { amount: '120.00', receiver: '<b>Bea</b>', urgent: true, note: null }

function PayOut() {
  const stepUp = useStepUp()
  const [outcome, setOutcome] = useState('')
  const pay = () =>
    stepUp({ action: 'payout', data, title: 'Pay out?', labels: { amount: 'Amount' } }).then(setOutcome, (error) =>
      setOutcome(error.code ?? error.constructor.name),
    )
  return (
    <>
      <button type="button" onClick={pay}>
        Pay
      </button>
      <output>{outcome}</output>
    </>
  )
}

async function pay(given: Partial<Facts>) {
  const peer = createPeer(given)
  await peer.client.load()
  render(
    <CountersignProvider client={peer.client}>
      <PayOut />
    </CountersignProvider>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Pay' }))
  return peer
}

test('an approval shows every line as text, asks for a proof of its own, and ends with the token', async () => {
  const { asked } = await pay({ totp: true, isFresh: true })
  const dialog = await screen.findByRole('dialog', { name: 'Pay out?' })
  const rows = [...dialog.querySelectorAll('dt, dd')].map((cell) => cell.textContent)
  expect(rows).toEqual(['Amount', '120.00', 'receiver', '<b>Bea</b>', 'urgent', 'Yes', 'note', 'Nothing'])
  await userEvent.type(await within(dialog).findByLabelText('Code from your authenticator app'), goodCode)
  expect((await screen.findByText('one-use')).tagName).toBe('OUTPUT')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(asked.filter((key) => /step_ups|verify/.test(key))).toEqual([
    'POST /client/sessions/sess_1/step_ups',
    'POST /client/sessions/sess_1/verify',
    'POST /client/sessions/sess_1/verify/attempt_second_factor',
    'POST /client/sessions/sess_1/step_ups/stup_1/token',
  ])
})

test('closing the question approves nothing, and without a second step there is no question', async () => {
  const { asked } = await pay({ totp: true })
  const dialog = await screen.findByRole('dialog')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
  await screen.findByText('ProofDeclined')
  expect(asked.filter((key) => key.endsWith('/token'))).toEqual([])
  cleanup()
  await pay({ totp: false })
  await screen.findByText('factor_enrolment_required')
  expect(screen.queryByRole('dialog')).toBeNull()
})
