import { Banner, Button, Dialog, useToast } from '@countersign/ui'
import { useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { CodeForm } from '../steps/code-step.tsx'
import { useAction } from '../use-action.ts'
import { headingOf } from '../user-profile/focus-section.ts'

/** “Do you still have them?”, once a year. One code is typed, compared and not used up. */
export function CheckCodes({ onChecked }: { onChecked: () => void }) {
  const { recovery: words, fields, common } = useMessages()
  const { user: moves } = useCountersign()
  const toast = useToast()
  const action = useAction()
  const [isOpen, setOpen] = useState(false)
  const check = async (code: string) => {
    if (!(await action.run(() => moves.checkBackupCode({ code })))) return
    setOpen(false)
    toast(words.checked)
    onChecked()
  }
  return (
    <Banner
      tone="info"
      title={words.checkTitle}
      actions={<Button onClick={() => setOpen(true)}>{words.checkAction}</Button>}
    >
      {words.checkText}
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title={words.checkTitle}
        closeLabel={common.close}
        returnFocus={() => headingOf('two-step')}
      >
        <CodeForm
          label={fields.backupCode}
          submitLabel={words.checkSubmit}
          variant="backup"
          progress={action}
          onCode={(code) => void check(code)}
        />
      </Dialog>
    </Banner>
  )
}
