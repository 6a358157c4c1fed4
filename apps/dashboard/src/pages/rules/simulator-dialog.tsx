import type { MfaRule, SimulationView } from '@countersign/contract'
import { useAction } from '@countersign/react'
import { Banner, Button, Dialog, DialogActions, SelectField, TextField } from '@countersign/ui'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { UserLine } from '../../api/user-views.ts'
import { timeOf } from './field-time.ts'
import { Simulation } from './simulation.tsx'

export interface SimulatorDialogProps {
  instanceId: string
  stored: readonly MfaRule[]
  /** Null while nothing was changed. */
  draft: readonly MfaRule[] | null
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

interface Answer {
  user: UserLine
  simulation: SimulationView
  rules: readonly MfaRule[]
}

/** What a sign-in would ask of one user, by what is stored or by the draft, now or at another time. */
export function SimulatorDialog({ instanceId, stored, draft, isOpen, onClose, returnFocus }: SimulatorDialogProps) {
  const { users, policy } = useApi()
  const action = useAction()
  const [text, setText] = useState('')
  const [by, setBy] = useState<'draft' | 'stored'>(draft ? 'draft' : 'stored')
  const [at, setAt] = useState('')
  const [answer, setAnswer] = useState<Answer | 'nobody' | null>(null)
  const first = useRef<HTMLInputElement>(null)
  const rules = by === 'draft' && draft ? draft : stored

  function submit(event: FormEvent) {
    event.preventDefault()
    const time = timeOf(at)
    void action.run(async () => {
      setAnswer(null)
      const [user] = (await users.list(instanceId, { text: text.trim(), filter: '' }, null)).users
      if (!user) return setAnswer('nobody')
      const simulation = await policy.simulate(instanceId, {
        user_id: user.id,
        ...(time === null ? {} : { at: time }),
        ...(rules === stored ? {} : { settings: { multi_factor: { rules: [...rules] } } }),
      })
      setAnswer({ user, simulation, rules })
    })
  }
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title="Try the rules on a user"
      description="Nothing happens to them, and nobody is told."
      initialFocus={first}
    >
      <form data-slot="dialog-form" onSubmit={submit}>
        <TextField
          ref={first}
          label="User"
          name="user"
          description="A whole address, number or user ID."
          value={text}
          onValueChange={setText}
          autoComplete="off"
        />
        {draft ? (
          <SelectField
            label="By"
            value={by}
            options={[
              { value: 'draft', label: 'The rules as changed here' },
              { value: 'stored', label: 'The rules in force' },
            ]}
            onValueChange={(next) => setBy(next === 'draft' ? 'draft' : 'stored')}
          />
        ) : null}
        <TextField label="At" type="datetime-local" description="Empty: now." value={at} onValueChange={setAt} />
        {action.failure ? <Banner tone="danger">{action.failure.message}</Banner> : null}
        {answer === 'nobody' ? <Banner tone="warn">Nobody is found by that.</Banner> : null}
        {answer !== null && answer !== 'nobody' ? <Simulation {...answer} /> : null}
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={text.trim() === ''}>
            Try
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
