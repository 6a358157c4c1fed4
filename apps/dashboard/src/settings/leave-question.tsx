import { AlertDialog } from '@countersign/ui'
import { useBlocker } from '@tanstack/react-router'
import { useCallback } from 'react'

/** Asks before changes that were not applied are lost; the browser asks when the tab is closed (S19). */
export function LeaveQuestion({ isChanged }: { isChanged: boolean }) {
  const shouldBlockFn = useCallback(() => true, [])
  const blocker = useBlocker({ shouldBlockFn, disabled: !isChanged, enableBeforeUnload: true, withResolver: true })
  return (
    <AlertDialog
      open={blocker.status === 'blocked'}
      onOpenChange={(isOpen) => {
        if (!isOpen) blocker.reset?.()
      }}
      title="Leave without applying?"
      description="What you changed on this page is not applied yet, and is lost when you leave."
      confirmLabel="Leave"
      cancelLabel="Stay"
      onConfirm={() => blocker.proceed?.()}
    />
  )
}
