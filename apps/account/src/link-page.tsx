import { NarrowPage } from '@countersign/ui'
import { type ReactNode, useEffect, useRef } from 'react'
import { Brand } from './brand.tsx'
import { UndoDead } from './undo-end.tsx'
import { words } from './words.ts'

/** The page behind a link in a mail. Opening it changes nothing: mail programs and scanners open links, people press buttons (R23). */
export function LinkPage({ token, children }: { token: string | null; children: (token: string) => ReactNode }) {
  return (
    <NarrowPage>
      <Brand />
      {token === null ? <UndoDead title={words.undo.missingTitle} text={words.undo.missingText} /> : children(token)}
    </NarrowPage>
  )
}

/** Looks once at what the link is about, also where effects run twice. */
export function useLookOnce(look: () => void): void {
  const isStarted = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for the link that the page was opened with
  useEffect(() => {
    if (isStarted.current) return
    isStarted.current = true
    look()
  }, [])
}
