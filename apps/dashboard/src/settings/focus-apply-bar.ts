const bar = () => document.querySelector<HTMLElement>('[data-slot="apply-bar"]')

/** Where the focus goes when a dialog about applying is over: its button, or the bar once there is nothing to apply. */
export function applyBarTarget(): HTMLElement | null {
  return bar()?.querySelector<HTMLElement>('[data-variant="primary"]:not(:disabled)') ?? bar()
}

/** A button that is pressed and then gone or disabled takes the focus with it, and the keyboard starts over at the top. */
export function keepFocusInApplyBar() {
  const { activeElement } = document
  if (activeElement === document.body || bar()?.contains(activeElement)) bar()?.focus()
}
