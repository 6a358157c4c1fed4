import type { PhoneNumber } from '@countersign/js'
import { Banner, Button, Stack } from '@countersign/ui'
import { type ReactNode, useEffect, useRef } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import type { Progress } from '../steps/step-form.tsx'
import { useNumberFormat } from './use-number-format.ts'

export interface PickNumberProps {
  numbers: readonly PhoneNumber[]
  progress: Progress
  onPick: (number: PhoneNumber) => void
  onNew: () => void
  note: ReactNode
}

/** One of the numbers that are verified already, or another. */
export function PickNumber({ numbers, progress, onPick, onNew, note }: PickNumberProps) {
  const { phone } = useMessages()
  const format = useNumberFormat(true)
  const choices = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The step before took the focus with it; when the dialog has just opened, its name is read first.
    if (document.activeElement === document.body) choices.current?.querySelector('button')?.focus()
  }, [])
  return (
    <Stack>
      {progress.failure ? <Banner tone="danger">{progress.failure.message}</Banner> : null}
      <p>{phone.pickHint}</p>
      <div ref={choices} data-slot="choices">
        {numbers.map((number) => (
          <Button key={number.id} wide busy={progress.isBusy} onClick={() => onPick(number)}>
            {fill(phone.use, { number: format(number.phoneNumber) })}
          </Button>
        ))}
        <Button variant="quiet" wide disabled={progress.isBusy} onClick={onNew}>
          {phone.another}
        </Button>
      </div>
      {note}
    </Stack>
  )
}
