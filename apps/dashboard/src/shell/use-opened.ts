import { useRef, useState } from 'react'

export interface Opened<T> {
  /** What is open, or was before it closed: a dialog that is taken away while it is open cannot give the focus back. */
  what: T | null
  isOpen: boolean
  /** A key for what is shown, so that nothing typed earlier comes back with it. */
  number: number
  open: (what: T) => void
  close: () => void
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
  return {
    what,
    isOpen,
    number,
    open(next) {
      if (!isOpen) opener.current = openerNow()
      setOpened({ what: next, isOpen: true, number: number + 1 })
    },
    close: () => setOpened({ what, isOpen: false, number }),
    returnFocus: () => (opener.current?.isConnected ? opener.current : pageHeading()),
  }
}

/** Where the focus goes when what it was on is gone. */
export const pageHeading = () => document.querySelector<HTMLElement>('main h1')

/** The button that was pressed; for an item of a menu the button that opened that, since the item goes with its menu. */
function openerNow(): HTMLElement | null {
  const focused = document.activeElement
  const menu = focused?.closest('[role="menu"]')
  const element = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused
  return element instanceof HTMLElement ? element : null
}
