import { useAction } from '@countersign/react'
import { useToast } from '@countersign/ui'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import type { Instance } from '../../api/views.ts'
import { ApplyBar } from '../../settings/apply-bar.tsx'
import { ChangeQuestion } from '../../settings/change-question.tsx'
import { LeaveQuestion } from '../../settings/leave-question.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useStaged } from '../../settings/use-staged.ts'
import { WayToggles } from './way-toggles.tsx'
import { noticedWords, patchOf, waysInOf } from './ways-in.ts'

/** Staged: nothing takes effect before "Apply changes" (S18). */
export function SignInForm({ instance }: { instance: Instance }) {
  const api = useApi()
  const change = useChangeSettings(instance.id)
  const toast = useToast()
  const action = useAction()
  const [isOpen, setOpen] = useState(false)
  const { draft, changes, isChanged, edit, reset } = useStaged(waysInOf(instance.settings))
  const lines = noticedWords(changes)
  const patch = patchOf(changes)

  async function store() {
    if (!(await action.run(() => change(patch)))) return
    setOpen(false)
    reset()
    toast('Changes applied')
  }
  async function apply() {
    if (lines.length === 0) return store()
    // Refuses what could not be applied before anything is asked.
    if (await action.run(() => api.preview(instance.id, patch))) setOpen(true)
  }

  return (
    <>
      <WayToggles
        draft={draft}
        onEdit={(fields) => {
          action.clear()
          edit(fields)
        }}
      />
      <ApplyBar
        isChanged={isChanged}
        isBusy={action.isBusy && !isOpen}
        failure={isOpen ? null : action.failure?.message}
        onApply={() => void apply()}
        onDiscard={() => {
          action.clear()
          reset()
        }}
      />
      <ChangeQuestion
        isOpen={isOpen}
        title="Apply these changes?"
        description="They take effect immediately, for all users."
        lines={lines}
        action={action}
        onConfirm={store}
        onClose={() => setOpen(false)}
      />
      <LeaveQuestion isChanged={isChanged} />
    </>
  )
}
