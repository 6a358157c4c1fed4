import type { MfaRule } from '@countersign/contract'
import { type Failure, useAction } from '@countersign/react'
import { Banner, Button, Dialog, DialogActions, SelectField, TextField } from '@countersign/ui'
import { type FormEvent, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { fieldsOf, type RuleFields, ruleOf } from './rule-fields.ts'
import { RuleTimeFields } from './rule-time-fields.tsx'
import { RuleWhoFields } from './rule-who-fields.tsx'

export interface RuleDialogProps {
  instanceId: string
  rules: readonly MfaRule[]
  /** Null for a new one. */
  rule: MfaRule | null
  onKeep: (rule: MfaRule) => void
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

/** The server checks a draft of the rules before the rule is taken over, so that what is wrong is said at its field. */
export function RuleDialog({ instanceId, rules, rule, onKeep, isOpen, onClose, returnFocus }: RuleDialogProps) {
  const { policy } = useApi()
  const action = useAction()
  const [fields, setFields] = useState(() => fieldsOf(rule))
  const first = useRef<HTMLInputElement>(null)
  const edit = (next: Partial<RuleFields>) => setFields((earlier) => ({ ...earlier, ...next }))
  const place = rule ? rules.indexOf(rule) : rules.length
  const { errorOf, rest } = errorsOf(action.failure, place)

  function submit(event: FormEvent) {
    event.preventDefault()
    const next = ruleOf(fields, rule, rules)
    const draft = rules.toSpliced(place, 1, next)
    void action.run(async () => {
      await policy.simulate(instanceId, { facts: {}, settings: { multi_factor: { rules: draft } } })
      onKeep(next)
    })
  }
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title={rule ? 'Edit the rule' : 'Add a rule'}
      initialFocus={first}
    >
      <form data-slot="dialog-form" onSubmit={submit}>
        {rest ? <Banner tone="danger">{rest}</Banner> : null}
        <TextField
          ref={first}
          label="Name"
          name="name"
          description="Users and receipts read it."
          value={fields.name}
          onValueChange={(name) => edit({ name })}
          maxLength={80}
          autoComplete="off"
          error={errorOf('name') ?? errorOf('id')}
        />
        <RuleWhoFields fields={fields} onEdit={edit} errorOf={errorOf} />
        <RuleTimeFields fields={fields} onEdit={edit} errorOf={errorOf} />
        <SelectField
          label="Mode"
          value={fields.mode}
          options={[
            { value: 'dry_run', label: 'Dry run: only note what it would do' },
            { value: 'on', label: 'On' },
          ]}
          onValueChange={(mode) => edit({ mode: mode as RuleFields['mode'] })}
          error={errorOf('mode')}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busy={action.isBusy} disabled={fields.name.trim() === ''}>
            {rule ? 'Take over' : 'Add'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

const known = ['name', 'id', 'who', 'factors', 'starts_at', 'grace', 'after', 'mode']

/** `multi_factor.rules.1.grace.days` is said at the grace of the second rule. */
function errorsOf(failure: Failure | null, place: number) {
  const [group, list, index, field = ''] = failure?.field?.split('.') ?? []
  const isHere = group === 'multi_factor' && list === 'rules' && index === String(place) && known.includes(field)
  const message = failure?.message ?? null
  return {
    errorOf: (name: string) => (isHere && name === field ? message : null),
    rest: isHere ? null : message,
  }
}
