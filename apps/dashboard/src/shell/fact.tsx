import { CopyButton, VisuallyHidden } from '@countersign/ui'
import type { ReactNode } from 'react'

export function Fact({ name, copied, children }: { name: string; copied?: string; children: ReactNode }) {
  return (
    <div data-slot="fact">
      <dt>{name}</dt>
      <dd>
        <span data-slot="fact-value">{children}</span>
        {copied === undefined ? null : (
          <CopyButton small value={copied}>
            Copy <VisuallyHidden>{name.toLowerCase()}</VisuallyHidden>
          </CopyButton>
        )}
      </dd>
    </div>
  )
}
