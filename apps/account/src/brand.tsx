import { useApplicationName } from '@countersign/react'

/** Whose account this is. */
export function Brand() {
  const name = useApplicationName()
  return (
    <div data-slot="brand">
      <span data-slot="brand-mark" aria-hidden="true">
        {[...name][0]?.toUpperCase()}
      </span>
      <span>{name}</span>
    </div>
  )
}
