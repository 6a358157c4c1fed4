import type { SettingsChangeView } from '@countersign/contract'
import { useUser } from '@countersign/react'
import { Banner, Button } from '@countersign/ui'
import { useLastChange, useUndo } from '../../api/policy-queries.ts'
import { type OpenedDialog, Question } from '../../shell/question.tsx'
import { useOpened } from '../../shell/use-opened.ts'
import { Moment } from '../../sms/moment.tsx'

/** The last change of settings, whoever made it, while it can be taken back. */
export function LastChange({ instanceId }: { instanceId: string }) {
  const { data: change } = useLastChange(instanceId)
  const { number, isOpen, open, close, returnFocus } = useOpened<'undo'>()
  const doer = useDoer(change ?? null)
  if (!change) return null
  return (
    <>
      <Banner
        actions={
          <Button small onClick={() => open('undo')}>
            Undo
          </Button>
        }
      >
        Settings were changed on <Moment at={change.changed_at} /> by {doer}. That can be taken back until{' '}
        <Moment at={change.undo_until} />.
      </Banner>
      <UndoQuestion key={number} {...{ instanceId, change, isOpen, returnFocus }} onClose={close} />
    </>
  )
}

function useDoer(change: SettingsChangeView | null): string {
  const me = useUser()
  const by = change?.changed_by ?? null
  if (by === null) return 'the command line'
  if (by === 'backend') return 'the application’s server'
  return by === me?.id ? 'you' : `the operator ${by}`
}

interface UndoQuestionProps extends OpenedDialog {
  instanceId: string
  change: SettingsChangeView
}

function UndoQuestion({ instanceId, change, ...dialog }: UndoQuestionProps) {
  const { undo } = useUndo(instanceId)
  async function confirmed() {
    await undo()
    dialog.onClose()
  }
  return (
    <Question
      {...dialog}
      title="Take the last change back?"
      description="These settings become what they were before, at once and for everybody:"
      confirmLabel="Take it back"
      onConfirm={confirmed}
    >
      <ul data-slot="affected">
        {Object.keys(change.changes).map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
    </Question>
  )
}
