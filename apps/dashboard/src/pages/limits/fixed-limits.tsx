import { Card } from '@countersign/ui'
import type { SecurityNumber } from '../../api/views.ts'
import { amountWords } from './number-words.ts'
import { StandardList } from './standard-list.tsx'

/** Limits that cannot be changed: other parts rely on them. */
export function FixedLimits({ numbers }: { numbers: readonly SecurityNumber[] }) {
  return (
    <Card title="Fixed" description="The same in every instance. These cannot be changed.">
      <dl data-slot="fixed-numbers">
        {numbers
          .filter(({ bounds }) => bounds === null)
          .map(({ name, meaning, value, unit, standards }) => (
            <div key={name} data-slot="fixed-number">
              <dt>{meaning}</dt>
              <dd>
                <strong>{amountWords(value, unit)}</strong>
                {standards.length > 0 ? <StandardList value={value} unit={unit} standards={standards} /> : null}
              </dd>
            </div>
          ))}
      </dl>
    </Card>
  )
}
