import { createPortal } from 'react-dom'
import type { SheetLines } from './backup-codes-sheet.ts'

/**
 * What comes out of the printer while the codes are on screen, and nothing else of the page: the style sheet hides every
 * other child of the body in print, and this one everywhere else. No iframe and no inline style, so a strict CSP holds.
 */
export function PrintSheet({ lines }: { lines: SheetLines }) {
  return createPortal(
    <div data-slot="print-sheet" aria-hidden="true">
      <h1>{lines.heading}</h1>
      {lines.facts.map((fact) => (
        <p key={fact}>{fact}</p>
      ))}
      <ol>
        {lines.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      {lines.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>,
    document.body,
  )
}
