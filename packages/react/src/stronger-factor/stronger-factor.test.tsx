import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { createPeer, type Facts, goodCode } from '../../test/peer.ts'
import { CountersignProvider } from '../provider.tsx'
import { StrongerFactorOffer } from './stronger-factor-offer.tsx'

afterEach(cleanup)

async function show(given: Partial<Facts>) {
  const peer = createPeer(given)
  await peer.client.load()
  const onDone = vi.fn()
  render(
    <CountersignProvider client={peer.client}>
      <StrongerFactorOffer onDone={onDone} />
    </CountersignProvider>,
  )
  return { ...peer, onDone }
}
const press = async (name: string) => userEvent.click(await screen.findByRole('button', { name }))

test('nobody is asked, and nothing is waited for, after a sign-in without a code by SMS', async () => {
  const { asked, onDone } = await show({})
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
  expect(asked).not.toContain('POST /me/nudge')
})

test('a passkey alone is offered to no browser that cannot make one', async () => {
  const { onDone } = await show({ offers: ['passkey'] })
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
})

test.each([
  ['Not now', 'later'],
  ['Don’t ask again', 'never'],
])('“%s” is told to the server, and leads on', async (label, answer) => {
  const { facts, onDone } = await show({ offers: ['totp'] })
  await press(label)
  await waitFor(() => expect(onDone).toHaveBeenCalledOnce())
  expect(facts.answer).toBe(answer)
})

test('the app that is offered is set up in place', async () => {
  const { facts, onDone } = await show({ offers: ['passkey', 'totp'], factors: ['totp'] })
  await press('Set up')
  await userEvent.type(await screen.findByLabelText('Code from your authenticator app'), goodCode)
  await press('Done')
  expect([facts.totp, onDone.mock.calls.length]).toEqual([true, 1])
})
