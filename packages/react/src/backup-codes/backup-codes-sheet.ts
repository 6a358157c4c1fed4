import type { Messages } from '../messages/en.ts'
import { fill } from '../messages/fill.ts'

/** All that somebody needs who finds the file or the printout a year later. */
export interface BackupCodesSheet {
  application: string
  account: string
  madeAt: Date
  codes: readonly string[]
  /** Address of the account page, or words for where it is. */
  place: string
}

export interface SheetLines {
  heading: string
  facts: readonly string[]
  codes: readonly string[]
  notes: readonly string[]
}

export function sheetLines(sheet: BackupCodesSheet, words: Messages['backupCodes']): SheetLines {
  const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' }).format(sheet.madeAt)
  return {
    heading: fill(words.fileHeading, { application: sheet.application }),
    facts: [fill(words.fileAccount, { account: sheet.account }), fill(words.fileDate, { date })],
    codes: sheet.codes,
    notes: [words.fileSecret, fill(words.fileRegenerate, { place: sheet.place })],
  }
}

/** Lines end as Notepad and every other editor read them. */
export function sheetText(lines: SheetLines): string {
  const blocks = [[lines.heading], lines.facts, lines.codes, lines.notes]
  return `${blocks.map((block) => block.join('\r\n')).join('\r\n\r\n')}\r\n`
}

/** `Acme Shop` → `acme-shop-backup-codes.txt`. */
export function sheetFileName(application: string): string {
  const name = application
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `${name || 'countersign'}-backup-codes.txt`
}
