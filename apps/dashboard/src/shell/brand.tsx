/** The product's own name: whose instance this is, the picker beside it says. */
export function Brand() {
  return (
    <span data-slot="brand">
      <svg data-slot="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M9 16.5l4.5 4.5L23 11.5" />
      </svg>
      <span>Countersign</span>
    </span>
  )
}
