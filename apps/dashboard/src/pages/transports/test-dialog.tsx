import { failureBeside, failureFor, useAction, useReverification } from '@countersign/react'
import { Banner, Button, DialogActions, TextField } from '@countersign/ui'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { TestOutcome, Transport } from '../../api/message-views.ts'
import { messagesKey, smsKey, transportsKey } from '../../api/queries.ts'
import type { OpenedDialog } from '../../shell/question.tsx'
import { TaskDialog } from '../../shell/task-dialog.tsx'

export interface TestDialogProps extends OpenedDialog {
  instanceId: string
  transport: Transport
}

/** Sends one message to the operator's own phone or mailbox, and says what the provider said. */
export function TestDialog({ instanceId, transport, ...dialog }: TestDialogProps) {
  const api = useApi()
  const queries = useQueryClient()
  const { guard } = useReverification()
  const action = useAction()
  const [to, setTo] = useState('')
  const [outcome, setOutcome] = useState<TestOutcome | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const isSms = transport.channel === 'sms'
  const { channel, position, name } = transport

  function submit(event: FormEvent) {
    event.preventDefault()
    if (to.trim() === '') return field.current?.focus()
    setOutcome(null)
    void action.run(async () => {
      setOutcome(await guard(() => api.sendTest(instanceId, { channel, position, to: to.trim() })))
      for (const queryKey of [messagesKey(instanceId), smsKey(instanceId), transportsKey(instanceId)])
        void queries.invalidateQueries({ queryKey })
    })
  }
  const failed = failureBeside(action.failure, ['to', 'phone_number'])
  return (
    <TaskDialog
      {...dialog}
      title={`Send a test through ${name}`}
      description={`It goes out at once, past the queue.${isSms ? ' It costs what any SMS costs, and counts against the budget and the limits.' : ''}`}
      initialFocus={field}
    >
      <form data-slot="dialog-form" onSubmit={submit}>
        {failed ? <Banner tone="danger">{failed}</Banner> : null}
        <TextField
          ref={field}
          label={isSms ? 'Your phone number' : 'Your e-mail address'}
          name="to"
          type={isSms ? 'tel' : 'email'}
          value={to}
          onValueChange={setTo}
          autoComplete={isSms ? 'tel' : 'email'}
          description={isSms ? 'With its country, such as +49 151 23456789.' : null}
          error={failureFor(action.failure, 'to') ?? failureFor(action.failure, 'phone_number')}
        />
        {outcome ? <Outcome outcome={outcome} /> : null}
        <DialogActions>
          <Button onClick={dialog.onClose}>Close</Button>
          <Button type="submit" variant="primary" busy={action.isBusy}>
            Send test
          </Button>
        </DialogActions>
      </form>
    </TaskDialog>
  )
}

function Outcome({ outcome: { outcome, transport, problem } }: { outcome: TestOutcome }) {
  if (outcome === 'sent') return <Banner tone="success">{transport} took the message. It should arrive soon.</Banner>
  const words = {
    refused: 'This message was refused.',
    failed: 'The message was not taken.',
    ambiguous: 'Whether the message was taken is not known.',
  }
  return (
    <Banner tone="danger" title={words[outcome]}>
      {problem}
    </Banner>
  )
}
