import './remind.css'
import type { ReminderGroup } from '@countersign/contract'
import { useReverification } from '@countersign/react'
import { Banner, Button } from '@countersign/ui'
import { useState } from 'react'
import { useApi } from '../api/api-context.ts'
import { Question } from '../shell/question.tsx'
import { useOpened } from '../shell/use-opened.ts'
import { type Reminded, remindAll } from './remind-all.ts'
import { groupWords, remindedWords } from './words.ts'

export interface RemindProps {
  instanceId: string
  to: ReminderGroup
  /** Users of one rule only. */
  rule?: string | undefined
}

/** A button that asks before it mails a whole group, and says afterwards what became of it. */
export function Remind({ instanceId, to, rule }: RemindProps) {
  const { policy } = useApi()
  const { guard } = useReverification()
  const { isOpen, open, close, returnFocus } = useOpened<'question'>()
  const [done, setDone] = useState<Reminded | null>(null)
  const words = groupWords[to]

  async function send() {
    setDone(null)
    // A fresh proof may be asked for by any page; what the pages before it did is not done again.
    setDone(await remindAll((after) => guard(() => policy.remind(instanceId, { to, rule, after }))))
    close()
  }
  return (
    <div data-slot="remind">
      <Button onClick={() => open('question')}>{words.button}</Button>
      {done ? <Banner tone={done.sent > 0 ? 'success' : 'info'}>{remindedWords(done)}</Banner> : null}
      <Question
        {...{ isOpen, returnFocus }}
        onClose={close}
        title="Send reminders by e-mail?"
        description={`${words.mail} Nobody is reminded twice within seven days, and nobody by SMS.`}
        confirmLabel="Send"
        tone="primary"
        onConfirm={send}
      />
    </div>
  )
}
