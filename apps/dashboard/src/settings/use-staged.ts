import { useState } from 'react'

export interface Staged<T> {
  /** What the page shows: what is stored, with the edits laid over it. */
  draft: T
  /** The fields that differ from what is stored; nothing but these is sent. */
  changes: Partial<T>
  isChanged: boolean
  edit(fields: Partial<T>): void
  reset(): void
}

/** Edits that take effect only when they are applied (S18). What another operator stores meanwhile shows through. */
export function useStaged<T extends object>(saved: T): Staged<T> {
  const [edits, setEdits] = useState<Partial<T>>({})
  const changes = changesOf(saved, edits)
  return {
    draft: { ...saved, ...edits },
    changes,
    isChanged: Object.keys(changes).length > 0,
    edit: (fields) => setEdits((earlier) => ({ ...earlier, ...fields })),
    reset: () => setEdits({}),
  }
}

function changesOf<T extends object>(saved: T, edits: Partial<T>): Partial<T> {
  const keys = (Object.keys(edits) as (keyof T)[]).filter((key) => edits[key] !== saved[key])
  return Object.fromEntries(keys.map((key) => [key, edits[key]])) as Partial<T>
}
