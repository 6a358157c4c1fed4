import { Banner } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import type { SmsState } from '../api/message-views.ts'
import { useSmsState } from '../api/queries.ts'

export interface SmsAlertProps {
  instanceId: string
  /** Where it is more than a hint: on the page it would lead to. */
  hasLink?: boolean
}

/** How far today's budget is used up, and whether a range is paused; nothing while there is nothing to say. */
export function SmsAlert({ instanceId, hasLink = true }: SmsAlertProps) {
  const { data: state } = useSmsState(instanceId)
  if (!state) return null
  const words = alertWords(state)
  if (words === null) return null
  return (
    <Banner
      tone="warn"
      title={words.title}
      actions={
        hasLink ? (
          <Link to="/instances/$instanceId/messages/sms-spending" params={{ instanceId }} data-slot="link">
            SMS spending
          </Link>
        ) : null
      }
    >
      {words.text}
    </Banner>
  )
}

export function alertWords({ budget_level: level, paused }: SmsState): { title: string; text: string } | null {
  if (level === 100)
    return {
      title: 'The SMS budget of today is used up',
      text: 'No code is sent by SMS until midnight (UTC), or until you raise the budget. Users can prove themselves in other ways.',
    }
  const pauses = `${paused === 1 ? 'One range of numbers gets' : `${paused} ranges of numbers get`} no SMS at the moment`
  if (level > 0)
    return {
      title: `${level} % of today’s SMS budget is used`,
      text: paused > 0 ? `${pauses}, too.` : 'At 100 % messages stop until midnight (UTC).',
    }
  if (paused === 0) return null
  return { title: pauses, text: 'Too few of the codes sent there were typed in, which is what fraud looks like.' }
}
