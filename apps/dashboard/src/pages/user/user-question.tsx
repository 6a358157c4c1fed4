import { TextField, useToast } from '@countersign/ui'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { type Approval, approvalToast, isApproval } from '../../api/case-views.ts'
import type { DashboardApi } from '../../api/dashboard-api.ts'
import { useUserChange } from '../../api/user-queries.ts'
import type { UserDetails } from '../../api/user-views.ts'
import { Question } from '../../shell/question.tsx'
import { type Ask, wordsOf } from './ask.ts'

export interface UserQuestionProps {
  instanceId: string
  details: UserDetails
  ask: Ask
}

/** Open from the start; stays where it is when it is closed, so that the focus finds its way back. Asks before anything is done to a user, and why it is done where that must be known later (R79). */
export function UserQuestion({ instanceId, details, ask }: UserQuestionProps) {
  const api = useApi()
  const { change } = useUserChange(instanceId, details.user.id)
  const toast = useToast()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(true)
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  // What was pressed goes by what it did, now or when the page has read the user again; the keyboard would start over at the top of everything.
  const opener = useRef(document.activeElement)
  const isDone = useRef(false)
  const returnFocus = () =>
    opener.current?.isConnected && !isDone.current ? null : document.querySelector<HTMLElement>('main h1')
  const words = wordsOf(ask)
  const why = reason.trim()
  const isTyped = ask.what !== 'delete' || typed.trim() === details.identifier
  async function confirmed() {
    const isMade = await change(() => send(api, instanceId, details.user.id, ask, why))
    isDone.current = isMade
    setOpen(false)
    if (!isMade) toast(approvalToast)
    else if (ask.what === 'delete') await navigate({ to: '/instances/$instanceId/users', params: { instanceId } })
    else toast(words.done)
  }
  return (
    <Question
      isOpen={isOpen}
      onClose={() => setOpen(false)}
      title={words.title}
      description={words.description}
      confirmLabel={words.confirm}
      tone={words.tone}
      canConfirm={isTyped && (words.reason !== 'required' || why.length >= (words.least ?? 1))}
      onConfirm={confirmed}
      returnFocus={returnFocus}
    >
      {words.reason === 'none' ? null : (
        <TextField
          label={words.reason === 'required' ? 'Reason' : 'Reason (optional)'}
          name="reason"
          value={reason}
          onValueChange={setReason}
          maxLength={500}
          autoComplete="off"
          description={
            words.least === undefined
              ? 'Stands in the audit log beside your name.'
              : `At least ${words.least} characters: how you know who is asking. Stands in the audit log beside your name.`
          }
        />
      )}
      {ask.what === 'delete' ? (
        <TextField
          label={`Type ${details.identifier} to confirm`}
          name="confirmation"
          value={typed}
          onValueChange={setTyped}
          autoComplete="off"
        />
      ) : null}
    </Question>
  )
}

/** Null when there is no user left to show. */
async function send(
  api: DashboardApi,
  id: string,
  userId: string,
  ask: Ask,
  why: string,
): Promise<UserDetails | Approval | null> {
  const { users, cases } = api
  const reason = why === '' ? {} : { reason: why }
  if (ask.what === 'end_session') return users.endSession(id, userId, ask.sessionId)
  if (ask.what === 'end_trust') return cases.endTrust(id, userId, ask.deviceId)
  if (ask.what === 'reset') {
    await cases.askReset(id, userId, why)
    return users.read(id, userId)
  }
  if (ask.what === 'remove_factor') return users.act(id, userId, 'remove_factor', { ...ask.factor, ...reason })
  if (ask.what !== 'delete') return users.act(id, userId, ask.what, reason)
  const answer = await users.remove(id, userId, reason.reason)
  return isApproval(answer) ? answer : null
}
