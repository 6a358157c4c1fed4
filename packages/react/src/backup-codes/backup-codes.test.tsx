import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { en } from '../messages/en.ts'
import { type BackupCodesSheet, sheetFileName, sheetLines, sheetText } from './backup-codes-sheet.ts'
import { KeepBackupCodes } from './keep-backup-codes.tsx'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const codes = Array.from({ length: 10 }, (_, index) => `ABCD-EFGH-JKMN${index}`)
const sheet: BackupCodesSheet = {
  application: 'Acme',
  account: 'ada@acme.example',
  madeAt: new Date(2026, 6, 3, 14, 5),
  codes,
  place: 'https://acme.example/user',
}
const needed = ['Acme', 'ada@acme.example', '2026', ...codes, 'Each code works once. Keep this secret', sheet.place]

function show() {
  const onDone = vi.fn()
  render(<KeepBackupCodes sheet={sheet} intro="Keep these." onDone={onDone} />)
  return { onDone }
}

test('the file holds all that is needed to use it a year later (S46)', () => {
  const text = sheetText(sheetLines(sheet, en.backupCodes))
  for (const piece of needed) expect(text).toContain(piece)
  expect(text.split('\r\n').filter((line) => codes.includes(line))).toEqual(codes)
})

test.each([
  ['Acme', 'acme-backup-codes.txt'],
  ['Größe & Co.', 'größe-co-backup-codes.txt'],
  ['../../etc', 'etc-backup-codes.txt'],
  ['✨', 'countersign-backup-codes.txt'],
])('the file of %j is called %j', (application, name) => {
  expect(sheetFileName(application)).toBe(name)
})

test('all codes are listed and go to the clipboard, one a line (S45)', async () => {
  const user = userEvent.setup()
  show()
  const items = within(screen.getByRole('list', { name: 'Backup codes' })).getAllByRole('listitem')
  expect(items.map((item) => item.textContent)).toEqual(codes)
  await user.click(screen.getByRole('button', { name: 'Copy codes' }))
  await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(codes.join('\n')))
})

test('the download is a text file with that content, made in the browser (S46)', async () => {
  const blobs: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob)
    return 'blob:codes'
  })
  const names: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download)
  })
  show()
  await userEvent.click(screen.getByRole('button', { name: 'Download .txt' }))
  expect(names).toEqual(['acme-backup-codes.txt'])
  expect(blobs[0]?.type).toBe('text/plain;charset=utf-8')
  expect(await blobs[0]?.text()).toBe(sheetText(sheetLines(sheet, en.backupCodes)))
})

test('printing prints a sheet of its own that carries the same information', async () => {
  const print = vi.fn()
  vi.stubGlobal('print', print)
  show()
  const paper = document.querySelector('body > [data-slot="print-sheet"]')
  for (const piece of needed) expect(paper?.textContent).toContain(piece)
  await userEvent.click(screen.getByRole('button', { name: 'Print' }))
  expect(print).toHaveBeenCalledTimes(1)
  vi.unstubAllGlobals()
})

test('the step cannot be left before the codes are said to be saved', async () => {
  const { onDone } = show()
  await userEvent.click(screen.getByRole('button', { name: 'Done' }))
  expect(onDone).not.toHaveBeenCalled()
  await userEvent.click(screen.getByLabelText('I have saved my backup codes'))
  await userEvent.click(screen.getByRole('button', { name: 'Done' }))
  expect(onDone).toHaveBeenCalledTimes(1)
})
