import type { StepUpData } from '@countersign/js'
import { useMessages } from '../context.ts'

interface ApprovedDataProps {
  /** As the server answered it: what is approved is what it understood. */
  data: StepUpData
  labels: Readonly<Record<string, string>> | undefined
}

/** What is approved, a row each. Nothing is left out, and nothing in it is anything but text. */
export function ApprovedData({ data, labels = {} }: ApprovedDataProps) {
  const { stepUp } = useMessages()
  const shown = (value: StepUpData[string]) => {
    if (value === null || value === '') return stepUp.nothing
    if (typeof value === 'boolean') return value ? stepUp.yes : stepUp.no
    return String(value)
  }
  return (
    <dl data-slot="approved-data">
      {Object.entries(data).map(([name, value]) => (
        <div key={name}>
          <dt dir="auto">{labels[name] ?? name}</dt>
          <dd dir="auto">{shown(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
