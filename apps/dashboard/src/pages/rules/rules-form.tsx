import type { MfaRule } from '@countersign/contract'
import { failureBeside, useAction } from '@countersign/react'
import { Banner, Button, Row, useToast } from '@countersign/ui'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { Instance, Preview } from '../../api/views.ts'
import { ApplyBar } from '../../settings/apply-bar.tsx'
import { keepFocusInApplyBar } from '../../settings/focus-apply-bar.ts'
import { LeaveQuestion } from '../../settings/leave-question.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { RuleDialog } from './rule-dialog.tsx'
import { RuleList } from './rule-list.tsx'
import { RulesQuestion } from './rules-question.tsx'
import { SimulatorDialog } from './simulator-dialog.tsx'

type Open = { what: 'add' | 'try' } | { what: 'edit'; rule: MfaRule }

/** Staged: nothing takes effect before "Apply changes", and that says first whom it concerns. */
export function RulesForm({ instance }: { instance: Instance }) {
  const api = useApi()
  const change = useChangeSettings(instance.id)
  const toast = useToast()
  const action = useAction()
  const [edited, setEdited] = useState<readonly MfaRule[] | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<Open>()
  const dialog = { instanceId: instance.id, isOpen, onClose: close, returnFocus }
  const stored = instance.settings.multi_factor.rules
  const rules = edited ?? stored
  const isChanged = JSON.stringify(rules) !== JSON.stringify(stored)
  const patch = { multi_factor: { rules: [...rules] } }
  const places = rules.map((_, index) => `multi_factor.rules.${index}`)
  const refused = places.findIndex((place) => action.failure?.field?.startsWith(`${place}.`))

  const count = useRef(rules.length)
  useEffect(() => {
    // The menu that took a rule out is gone with it, and the focus would be, too.
    const timer = rules.length < count.current ? setTimeout(keepFocusInApplyBar, 50) : undefined
    count.current = rules.length
    return () => clearTimeout(timer)
  }, [rules.length])

  function edit(next: readonly MfaRule[]) {
    action.clear()
    setEdited(next)
  }
  function keep(rule: MfaRule) {
    const isNew = !rules.some(({ id }) => id === rule.id)
    edit(isNew ? [...rules, rule] : rules.map((one) => (one.id === rule.id ? rule : one)))
    close()
  }
  async function store() {
    if (!(await action.run(() => change(patch)))) return
    setPreview(null)
    setEdited(null)
    toast('Changes applied')
  }
  const ask = () => action.run(async () => setPreview(await api.preview(instance.id, patch)))

  return (
    <>
      {rules.length === 0 ? (
        <Banner>There is no rule yet. Add one, on trial first, to see whom it would concern.</Banner>
      ) : (
        <RuleList
          rules={rules}
          refused={refused < 0 ? null : { index: refused, message: action.failure?.message ?? '' }}
          onEdit={(rule) => open({ what: 'edit', rule })}
          onRules={edit}
        />
      )}
      {instance.settings.multi_factor.required ? (
        <p data-slot="aside">
          After them comes “Require multi-factor authentication” of the page Multi-factor, which is on for everybody and
          leaves nobody time.
        </p>
      ) : null}
      <Row>
        <Button onClick={() => open({ what: 'add' })}>Add rule</Button>
        <Button variant="quiet" onClick={() => open({ what: 'try' })}>
          Try on a user
        </Button>
      </Row>
      <ApplyBar
        isChanged={isChanged}
        isBusy={action.isBusy && preview === null}
        failure={preview === null && refused < 0 ? failureBeside(action.failure, []) : null}
        onApply={() => void ask()}
        onDiscard={() => {
          action.clear()
          setEdited(null)
        }}
      />
      {shown?.what === 'try' ? (
        <SimulatorDialog key={number} stored={stored} draft={isChanged ? rules : null} {...dialog} />
      ) : null}
      {shown && shown.what !== 'try' ? (
        <RuleDialog
          key={number}
          rules={rules}
          rule={shown.what === 'edit' ? shown.rule : null}
          onKeep={keep}
          {...dialog}
        />
      ) : null}
      <RulesQuestion preview={preview} action={action} onConfirm={store} onClose={() => setPreview(null)} />
      <LeaveQuestion isChanged={isChanged} />
    </>
  )
}
