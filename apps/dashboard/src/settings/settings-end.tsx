import type { Action } from '@countersign/react'
import { ApplyBar } from './apply-bar.tsx'
import { LeaveQuestion } from './leave-question.tsx'

export interface SettingsEndProps {
  isChanged: boolean
  /** Of storing the changes. */
  action: Action
  onApply: () => Promise<unknown>
  onDiscard: () => void
}

/** The end of every form of staged settings: apply, discard, and a question before leaving. */
export function SettingsEnd({ isChanged, action, onApply, onDiscard }: SettingsEndProps) {
  return (
    <>
      <ApplyBar
        isChanged={isChanged}
        isBusy={action.isBusy}
        failure={action.failure?.message}
        onApply={() => void onApply()}
        onDiscard={() => {
          action.clear()
          onDiscard()
        }}
      />
      <LeaveQuestion isChanged={isChanged} />
    </>
  )
}
