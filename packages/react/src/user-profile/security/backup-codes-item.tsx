import { AlertDialog, Banner, Button, Dialog, ListItem } from '@countersign/ui'
import { useState } from 'react'
import { KeepBackupCodes } from '../../backup-codes/keep-backup-codes.tsx'
import { useSheet } from '../../backup-codes/use-sheet.ts'
import { useCountersign, useMessages } from '../../context.ts'
import { KeysIcon } from '../../icons.tsx'
import type { Messages } from '../../messages/en.ts'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'

/** From here on somebody should make new ones. */
const few = 3

export interface BackupCodesItemProps {
  /** Another second factor is set up; without one, backup codes help nobody. */
  hasFactor: boolean
  hasCodes: boolean
  /** Unused ones; null when there never were any. */
  left: number | null
}

export function BackupCodesItem({ hasFactor, hasCodes, left }: BackupCodesItemProps) {
  const { security, backupCodes, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard, isAsking } = useReverification()
  const action = useAction()
  const [isAsked, setAsked] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const hadCodes = hasCodes || left !== null

  const make = () =>
    action.run(async () => {
      const made = await guard(() => moves.createBackupCode())
      setAsked(false)
      setCodes(made.codes)
    })

  const isLow = hasFactor && left !== null && left <= few
  return (
    <ListItem
      icon={<KeysIcon />}
      title={security.backupCodes}
      detail={hasFactor ? countText(left, security) : security.backupLater}
      actions={
        hasFactor ? (
          <Button busy={action.isBusy && !isAsked} onClick={() => (hadCodes ? setAsked(true) : void make())}>
            {hadCodes ? security.regenerate : security.makeBackup}
          </Button>
        ) : null
      }
    >
      {isLow ? (
        <Banner tone="warn" title={security.lowTitle}>
          {lowText(left, security)}
        </Banner>
      ) : null}
      {action.failure && !isAsked ? <Banner tone="danger">{action.failure.message}</Banner> : null}
      <AlertDialog
        open={isAsked && !isAsking}
        onOpenChange={setAsked}
        title={security.regenerateTitle}
        description={security.regenerateText}
        confirmLabel={security.regenerate}
        cancelLabel={common.cancel}
        tone="primary"
        busy={action.isBusy}
        error={action.failure?.message}
        onConfirm={() => void make()}
      />
      <Dialog
        open={codes !== null}
        onOpenChange={() => setCodes(null)}
        title={backupCodes.newTitle}
        dismissible={false}
        returnFocus={() => headingOf('two-step')}
      >
        {codes ? (
          <NewCodes
            codes={codes}
            intro={hadCodes ? backupCodes.newIntro : backupCodes.intro}
            onDone={() => setCodes(null)}
          />
        ) : null}
      </Dialog>
    </ListItem>
  )
}

function NewCodes({ codes, intro, onDone }: { codes: readonly string[]; intro: string; onDone: () => void }) {
  return <KeepBackupCodes sheet={useSheet(codes)} intro={intro} onDone={onDone} />
}

function countText(left: number | null, words: Messages['security']): string {
  if (left === null) return words.backupHint
  if (left === 0) return words.backupNone
  return left === 1 ? words.backupLeftOne : fill(words.backupLeft, { count: left })
}

function lowText(left: number, words: Messages['security']): string {
  if (left === 0) return words.lowTextNone
  return left === 1 ? words.lowTextOne : fill(words.lowText, { count: left })
}
