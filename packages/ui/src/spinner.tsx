/** Decoration by default; give it a label where nothing else says that something is loading. */
export function Spinner({ label }: { label?: string | undefined }) {
  if (label === undefined) return <span data-slot="spinner" aria-hidden="true" />
  return (
    <span data-slot="loading" role="status">
      <span data-slot="spinner" aria-hidden="true" />
      <span data-slot="visually-hidden">{label}</span>
    </span>
  )
}
