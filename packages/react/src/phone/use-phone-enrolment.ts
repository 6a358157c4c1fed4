import type { PhoneNumber } from '@countersign/js'
import { useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { useUser } from '../hooks.ts'
import { useReverification } from '../reverify/use-reverification.ts'
import { useAction } from '../use-action.ts'
import { phoneFailure } from './phone-failure.ts'
import { useAddedNumber } from './use-added-number.ts'

export type PhoneStep =
  | { name: 'pick' | 'new' }
  | { name: 'send' | 'code' | 'verified'; number: PhoneNumber }
  | { name: 'on'; backupCodes: readonly string[] | null }

export interface PhoneEnrolmentOptions {
  purpose: 'second-factor' | 'profile'
  /** A number that is there and waits to be verified. */
  number?: PhoneNumber | undefined
  /** Only for the profile: a second factor has more to show. */
  onVerified?: ((number: PhoneNumber) => void) | undefined
}

export const isVerified = ({ verification }: PhoneNumber) => verification?.status === 'verified'

/** From a number to one that is verified, and to a second step: nothing is active before the last (S34, S35). */
export function usePhoneEnrolment({ purpose, number, onVerified }: PhoneEnrolmentOptions) {
  const { user: moves } = useCountersign()
  const { guard } = useReverification()
  const messages = useMessages()
  const numbers = useUser()?.phoneNumbers ?? []
  const action = useAction()
  const added = useAddedNumber(moves)
  const isSecond = purpose === 'second-factor'
  const usable = numbers.filter((each) => isSecond && isVerified(each) && !each.reservedForSecondFactor)
  const [step, setStep] = useState<PhoneStep>(
    number ? { name: 'send', number } : { name: usable.length > 0 ? 'pick' : 'new' },
  )

  async function send(to: PhoneNumber) {
    await guard(() => moves.phoneNumber(to.id).prepareVerification())
    setStep({ name: 'code', number: to })
  }
  async function add(phoneNumber: string) {
    const known = numbers.find((each) => each.phoneNumber === phoneNumber)
    if (known && usable.includes(known)) return reserve(known)
    if (known && !isVerified(known)) return send(known)
    const created = await guard(() => moves.createPhoneNumber({ phoneNumber }))
    await added.note(created.id)
    if (added.isGone()) return
    try {
      await send(created)
    } catch (error) {
      await added.remove()
      throw error
    }
  }
  async function verify(to: PhoneNumber, code: string) {
    await guard(() => moves.phoneNumber(to.id).attemptVerification({ code }))
    added.settle()
    if (added.isGone()) return
    if (!isSecond) return onVerified?.(to)
    setStep({ name: 'verified', number: to })
    await reserve(to)
  }
  async function reserve(to: PhoneNumber) {
    const reserved = await guard(() => moves.phoneNumber(to.id).setReservedForSecondFactor({ reserved: true }))
    setStep({ name: 'on', backupCodes: reserved.backupCodes })
  }

  return {
    step,
    usable,
    progress: { isBusy: action.isBusy, failure: phoneFailure(action.failure, messages) },
    /** What is under way ends in backup codes that are shown only once. */
    isLocked: step.name === 'on' || (action.isBusy && (step.name === 'verified' || step.name === 'pick')),
    show(next: 'pick' | 'new') {
      action.clear()
      setStep({ name: next })
    },
    add: (phoneNumber: string) => action.run(() => add(phoneNumber)),
    send: (to: PhoneNumber) => action.run(() => send(to)),
    verify: (to: PhoneNumber, code: string) => action.run(() => verify(to, code)),
    reserve: (to: PhoneNumber) => action.run(() => reserve(to)),
  }
}

export type PhoneEnrolmentState = ReturnType<typeof usePhoneEnrolment>
