import { builtInPresets, usualPreset } from '@countersign/contract'
import { Card } from '@countersign/ui'
import { demandWords } from './preset-words.ts'
import type { Draft } from './step-up-draft.ts'

/** Read only: SDKs know these by heart, and another meaning here would be two truths. */
export function BuiltInPresets({ draft }: { draft: Draft }) {
  return (
    <Card title="Built in" description="The same in every instance; Clerk’s SDKs know them by these names.">
      <dl data-slot="built-in-presets">
        {Object.entries(builtInPresets).map(([name, demand]) => (
          <div key={name} data-slot="built-in-preset">
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {demandWords(demand)}
              <UsedBy draft={draft} preset={name} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

/** Which actions a preset is chosen for. */
export function UsedBy({ draft, preset }: { draft: Draft; preset: string }) {
  const names = draft.actions.filter((action) => action.preset === preset && action.name !== '').map(({ name }) => name)
  const listed = names.flatMap((name, index) => [index === 0 ? null : ', ', <code key={name}>{name}</code>])
  const isUsual = preset === usualPreset
  if (names.length === 0 && !isUsual) return null
  return (
    <p data-slot="used-by">
      Used by {listed}
      {isUsual ? `${names.length > 0 ? ' and ' : ''}every action that is not listed below` : null}
    </p>
  )
}
