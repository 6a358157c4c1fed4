/** The heading of a section, for when what had the focus is gone. */
export function headingOf(sectionId: string): HTMLElement | null {
  return document.getElementById(`${sectionId}-title`)
}
