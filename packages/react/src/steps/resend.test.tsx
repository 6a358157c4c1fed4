import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Resend } from './resend.tsx'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000))

test('a new code can be asked for after the wait, and the wait starts over', async () => {
  const onResend = vi.fn(async () => true)
  render(<Resend seconds={30} onResend={onResend} />)
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.getByText('You can ask for a new code in 30 seconds.')).toBeTruthy()
  await pass(29)
  expect(screen.getByText('You can ask for a new code in 1 seconds.')).toBeTruthy()
  await pass(1)
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Send a new code' })))
  expect(onResend).toHaveBeenCalledTimes(1)
  expect(screen.queryByRole('button')).toBeNull()
})

test('a screen reader hears that the wait is over, not every second of it', async () => {
  render(<Resend seconds={30} onResend={async () => true} />)
  const spoken = new Set<string>()
  for (let second = 0; second < 31; second++) {
    await pass(1)
    spoken.add(screen.getByRole('status').textContent ?? '')
  }
  expect([...spoken]).toEqual(['', 'You can ask for a new code now.'])
})

test('a refused request leaves the button where it is', async () => {
  render(<Resend seconds={1} onResend={async () => false} />)
  await pass(1)
  await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Send a new code' })))
  expect(screen.getByRole('button', { name: 'Send a new code' })).toBeTruthy()
})
