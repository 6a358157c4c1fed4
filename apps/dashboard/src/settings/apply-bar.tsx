import { Banner, Button, LiveRegion } from '@countersign/ui'
import { useEffect, useRef } from 'react'
import { keepFocusInApplyBar } from './focus-apply-bar.ts'

export interface ApplyBarProps {
  isChanged: boolean
  isBusy: boolean
  failure: string | null | undefined
  onApply: () => void
  onDiscard: () => void
}

/** The end of a page of settings: nothing above it takes effect before its button is pressed. */
export function ApplyBar({ isChanged, isBusy, failure, onApply, onDiscard }: ApplyBarProps) {
  const wasChanged = useRef(isChanged)
  useEffect(() => {
    if (wasChanged.current && !isChanged) keepFocusInApplyBar()
    wasChanged.current = isChanged
  }, [isChanged])
  return (
    <div data-slot="apply">
      {failure ? <Banner tone="danger">{failure}</Banner> : null}
      <div data-slot="apply-bar" tabIndex={-1} data-changed={isChanged ? '' : undefined}>
        <LiveRegion isVisible>{isChanged ? 'You have changes that are not applied yet.' : ''}</LiveRegion>
        {isChanged && !isBusy ? (
          <Button variant="quiet" onClick={onDiscard}>
            Discard
          </Button>
        ) : null}
        <Button variant="primary" disabled={!isChanged} busy={isBusy} onClick={onApply}>
          Apply changes
        </Button>
      </div>
    </div>
  )
}
