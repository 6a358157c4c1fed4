import { useEffect, useRef, useState } from 'react'

export interface Opened<T> {
  /** What is open, or was before it closed: a dialog that is taken away while it is open cannot give the focus back. */
  what: T | null
  isOpen: boolean
  /** A key for what is shown, so that nothing typed earlier comes back with it. */
  number: number
  open: (what: T) => void
  close: () => void
  /** Closes for good what was opened by something that goes with it, such as a row that was removed. */
  closeGone: () => void
  /** To where the focus was before the first of several dialogs, or to the heading when that is gone. */
  returnFocus: () => HTMLElement | null
}

/** The one dialog that a page has above it. */
export function useOpened<T>(): Opened<T> {
  const [{ what, isOpen, number }, setOpened] = useState<Pick<Opened<T>, 'what' | 'isOpen' | 'number'>>({
    what: null,
    isOpen: false,
    number: 0,
  })
  const opener = useRef<HTMLElement | null>(null)
  useEffect(() => {
    if (isOpen || number === 0) return
    // Where a fresh proof was asked for, that dialog was the last one, and what it gives the focus back to is gone or goes.
    const timer = setTimeout(() => {
      const isLost = document.activeElement === document.body || opener.current === null
      if (isLost) focusTarget(opener.current)?.focus()
    })
    return () => clearTimeout(timer)
  }, [isOpen, number])
  const close = () => setOpened({ what, isOpen: false, number })
  return {
    what,
    isOpen,
    number,
    open(next) {
      if (!isOpen) opener.current = openerNow()
      setOpened({ what: next, isOpen: true, number: number + 1 })
    },
    close,
    closeGone() {
      opener.current = null
      close()
    },
    returnFocus: () => focusTarget(opener.current),
  }
}

const focusTarget = (opener: HTMLElement | null) =>
  opener?.isConnected ? opener : document.querySelector<HTMLElement>('main h1')

/** The button that was pressed; for an item of a menu the button that opened that, since the item goes with its menu. */
function openerNow(): HTMLElement | null {
  const focused = document.activeElement
  const menu = focused?.closest('[role="menu"]')
  const element = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused
  return element instanceof HTMLElement ? element : null
}
