import { type ReactNode, useEffect, useState } from 'react'
import { Button, type ButtonVariant } from './button.tsx'
import { copyText } from './copy-text.ts'

export interface CopyButtonProps {
  value: string
  children: ReactNode
  copiedLabel?: string | undefined
  failedLabel?: string | undefined
  variant?: ButtonVariant | undefined
  small?: boolean | undefined
  onCopied?: (() => void) | undefined
}

/** Copies its value; the outcome is shown on the button and read out. */
export function CopyButton(props: CopyButtonProps) {
  const { value, children, copiedLabel = 'Copied', failedLabel = 'Select the text and copy it by hand' } = props
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)

  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), 3000)
    return () => clearTimeout(timer)
  }, [outcome])

  async function copy() {
    const isCopied = await copyText(value)
    setOutcome(isCopied ? 'copied' : 'failed')
    if (isCopied) props.onCopied?.()
  }

  const words = outcome === 'copied' ? copiedLabel : outcome === 'failed' ? failedLabel : null
  const isCopied = outcome === 'copied'
  return (
    <span data-slot="copy">
      <Button variant={props.variant ?? 'secondary'} small={props.small} onClick={copy}>
        <span data-slot="copy-words">
          <span data-hidden={isCopied ? '' : undefined}>{children}</span>
          <span data-hidden={isCopied ? undefined : ''} aria-hidden="true">
            {copiedLabel}
          </span>
        </span>
      </Button>
      <span data-slot={outcome === 'failed' ? 'copy-failed' : 'visually-hidden'} role="status">
        {words}
      </span>
    </span>
  )
}
