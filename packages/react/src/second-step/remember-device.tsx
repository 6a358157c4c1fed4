import { Checkbox } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'

export interface Remember {
  days: number
  isOn: boolean
  onChange: (isOn: boolean) => void
}

/** Off until somebody ticks it: on a shared computer the next person would need the password alone. */
export function RememberDevice({ days, isOn, onChange }: Remember) {
  const { secondStep } = useMessages()
  const label = days === 1 ? secondStep.rememberDay : fill(secondStep.rememberDays, { days })
  return <Checkbox name="remember_device" label={label} checked={isOn} onCheckedChange={onChange} />
}
