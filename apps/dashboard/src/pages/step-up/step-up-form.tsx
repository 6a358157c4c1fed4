import type { Settings } from '@countersign/contract'
import { useAction } from '@countersign/react'
import { SwitchField, useToast } from '@countersign/ui'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Instance } from '../../api/views.ts'
import { SettingsEnd } from '../../settings/settings-end.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { ActionRows } from './action-rows.tsx'
import { BuiltInPresets } from './built-in-presets.tsx'
import { OwnPresets } from './own-presets.tsx'
import { type Draft, draftOf, fieldName, firstProblem, patchOf } from './step-up-draft.ts'

/** Staged, as every setting is (S18). */
export function StepUpForm({ instance }: { instance: Instance }) {
  const stored = instance.settings.reverification
  const change = useChangeSettings(instance.id)
  const toast = useToast()
  const action = useAction()
  // What was stored when the edits began is kept beside them: what another operator adds meanwhile is not ours to take out.
  const [edits, setEdits] = useState<{ base: Settings['reverification']; draft: Draft } | null>(null)
  const [isTried, setTried] = useState(false)
  const made = useRef(0)
  const { base, draft } = edits ?? { base: stored, draft: draftOf(stored) }
  const patch = patchOf(base, draft)
  const isChanged = patch !== null || firstProblem(draft) !== null

  function edit(fields: Partial<Draft>) {
    action.clear()
    setEdits({ base, draft: { ...draft, ...fields } })
  }
  function reset() {
    setEdits(null)
    setTried(false)
  }
  function add(kind: 'preset' | 'action') {
    made.current += 1
    // No stored name has a space in it.
    const key = `new ${made.current}`
    flushSync(() => {
      if (kind === 'preset')
        edit({ presets: [...draft.presets, { key, name: '', level: 'second_factor', minutes: '10' }] })
      else edit({ actions: [...draft.actions, { key, name: '', preset: 'strict' }] })
    })
    document.getElementsByName(fieldName(kind, key, 'name'))[0]?.focus()
  }
  function remove(kind: 'preset' | 'action', key: string) {
    if (kind === 'preset') edit({ presets: draft.presets.filter((row) => row.key !== key) })
    else edit({ actions: draft.actions.filter((row) => row.key !== key) })
    // The button that was pressed goes with its row.
    document.querySelector<HTMLElement>(`[data-add="${kind}"]`)?.focus()
  }
  async function apply() {
    const problem = firstProblem(draft)
    setTried(true)
    // The field says what is wrong with it.
    if (problem !== null) return document.getElementsByName(problem)[0]?.focus()
    if (patch === null || !(await action.run(() => change({ reverification: patch })))) return
    reset()
    toast('Changes applied')
  }

  return (
    <>
      <BuiltInPresets draft={draft} />
      <OwnPresets
        draft={draft}
        isTried={isTried}
        onEdit={(key, fields) =>
          edit({ presets: draft.presets.map((row) => (row.key === key ? { ...row, ...fields } : row)) })
        }
        onAdd={() => add('preset')}
        onRemove={(key) => remove('preset', key)}
      />
      <ActionRows
        draft={draft}
        isTried={isTried}
        onEdit={(key, fields) =>
          edit({ actions: draft.actions.map((row) => (row.key === key ? { ...row, ...fields } : row)) })
        }
        onAdd={() => add('action')}
        onRemove={(key) => remove('action', key)}
      />
      <div data-slot="list">
        <div data-slot="setting">
          <SwitchField
            label="Without a second factor, take the first"
            description={
              draft.downgrade
                ? 'Somebody who has no second factor proves the first one instead, such as the password. Whoever stole that can then approve what was meant to need more.'
                : 'Somebody who has no second factor is told to set one up before they go on. Nothing weaker is taken in its place.'
            }
            checked={draft.downgrade}
            onCheckedChange={(downgrade) => edit({ downgrade })}
          />
        </div>
      </div>
      <SettingsEnd isChanged={isChanged} action={action} onApply={apply} onDiscard={reset} />
    </>
  )
}
