import { Button, Checkbox, CopyButton, Stack } from '@countersign/ui'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useMessages } from '../context.ts'
import { type BackupCodesSheet, sheetFileName, sheetLines, sheetText } from './backup-codes-sheet.ts'
import { PrintSheet } from './print-sheet.tsx'
import { saveText } from './save-text.ts'

export interface KeepBackupCodesProps {
  sheet: BackupCodesSheet
  intro: string
  onDone: () => void
}

/** The one time the codes are shown: copy, file, print, and a promise before it closes. */
export function KeepBackupCodes({ sheet, intro, onDone }: KeepBackupCodesProps) {
  const { backupCodes: words, common } = useMessages()
  const [isSaved, setSaved] = useState(false)
  const lines = useMemo(() => sheetLines(sheet, words), [sheet, words])
  const start = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    start.current?.focus({ preventScroll: true })
    // The step before may have been scrolled to its end.
    const scroller = start.current?.closest('[data-slot="dialog-viewport"]') ?? document.documentElement
    scroller.scrollTop = 0
  }, [])
  return (
    <Stack>
      <p ref={start} tabIndex={-1}>
        {intro}
      </p>
      <ol data-slot="backup-codes" aria-label={words.listLabel}>
        {sheet.codes.map((code) => (
          <li key={code}>
            <code dir="ltr">{code}</code>
          </li>
        ))}
      </ol>
      <div data-slot="keep-ways">
        <CopyButton value={sheet.codes.join('\n')} copiedLabel={common.copied} failedLabel={common.copyFailed}>
          {words.copy}
        </CopyButton>
        <Button onClick={() => saveText(sheetFileName(sheet.application), sheetText(lines))}>{words.download}</Button>
        <Button onClick={() => window.print()}>{words.print}</Button>
      </div>
      <Checkbox label={words.saved} checked={isSaved} onCheckedChange={setSaved} />
      <Button variant="primary" wide disabled={!isSaved} onClick={onDone}>
        {common.done}
      </Button>
      <PrintSheet lines={lines} />
    </Stack>
  )
}
