import type { NumberUnit, Standard } from '@countersign/contract'
import { meets } from '@countersign/contract'
import { standardWords } from './number-words.ts'

export interface StandardListProps {
  value: number
  unit: NumberUnit | null
  standards: readonly Standard[]
}

/** Words, not colours alone: what is weaker is said. */
export function StandardList({ value, unit, standards }: StandardListProps) {
  return (
    <ul data-slot="standards">
      {standards.map((standard) => (
        <li key={standard.name} data-slot="standard" data-met={meets(value, standard)}>
          {standardWords(value, standard, unit)}
        </li>
      ))}
    </ul>
  )
}
