import { Button, Card, SelectField, TextField, VisuallyHidden } from '@countersign/ui'
import { UsedBy } from './built-in-presets.tsx'
import { levelOptions } from './preset-words.ts'
import { type Draft, fieldName, type PresetRow, presetProblems } from './step-up-draft.ts'

export interface OwnPresetsProps {
  draft: Draft
  /** Whether empty fields are told of, too. */
  isTried: boolean
  onEdit: (key: string, fields: Partial<PresetRow>) => void
  onAdd: () => void
  onRemove: (key: string) => void
}

export function OwnPresets({ draft, isTried, onEdit, onAdd, onRemove }: OwnPresetsProps) {
  const { presets } = draft
  return (
    <Card
      title="Your own presets"
      description="Names your app asks by, as it does by the built-in ones. A proof counts for so many minutes."
      actions={
        <Button data-add="preset" onClick={onAdd}>
          Add preset
        </Button>
      }
    >
      {presets.length === 0 ? (
        <p data-slot="aside">
          There is none yet. Add one where the built-in ones do not fit, such as <code>salaries</code> for both factors
          within 5 minutes.
        </p>
      ) : (
        <ul data-slot="rows" aria-label="Your own presets">
          {presets.map((row) => {
            const problems = presetProblems(draft, row)
            return (
              <li key={row.key} data-slot="row-fields" data-kind="preset">
                <TextField
                  label="Name"
                  name={fieldName('preset', row.key, 'name')}
                  value={row.name}
                  onValueChange={(name) => onEdit(row.key, { name })}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  maxLength={40}
                  error={isTried || row.name !== '' ? problems.name : null}
                />
                <SelectField
                  label="Asks for"
                  value={row.level}
                  onValueChange={(level) => onEdit(row.key, { level: level as PresetRow['level'] })}
                  options={levelOptions}
                />
                <TextField
                  label="Minutes"
                  name={fieldName('preset', row.key, 'minutes')}
                  inputMode="numeric"
                  value={row.minutes}
                  onValueChange={(minutes) => onEdit(row.key, { minutes: minutes.trim() })}
                  autoComplete="off"
                  error={isTried || row.minutes !== '' ? problems.minutes : null}
                />
                <Button onClick={() => onRemove(row.key)}>
                  Remove <VisuallyHidden>{row.name || 'this preset'}</VisuallyHidden>
                </Button>
                <UsedBy draft={draft} preset={row.key} />
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
