import { builtInPresets, usualPreset } from '@countersign/contract'
import { Button, Card, SelectField, TextField, VisuallyHidden } from '@countersign/ui'
import { type ActionRow, actionProblems, type Draft, fieldName, presetNameOf } from './step-up-draft.ts'

export interface ActionRowsProps {
  draft: Draft
  isTried: boolean
  onEdit: (key: string, fields: Partial<ActionRow>) => void
  onAdd: () => void
  onRemove: (key: string) => void
}

export function ActionRows({ draft, isTried, onEdit, onAdd, onRemove }: ActionRowsProps) {
  const { actions } = draft
  return (
    <Card
      title="Actions"
      description="What your app has approved one at a time, and with which preset. Each approval is proven anew, so only the factors of the preset count, not its minutes."
      actions={
        <Button data-add="action" onClick={onAdd}>
          Add action
        </Button>
      }
    >
      {actions.length === 0 ? (
        <p data-slot="aside">
          No action is listed, so each is approved with <code>{usualPreset}</code>. List one to ask for more or less,
          such as <code>payout</code> with <code>strict_mfa</code>.
        </p>
      ) : (
        <ul data-slot="rows" aria-label="Actions">
          {actions.map((row) => {
            const problems = actionProblems(draft, row)
            return (
              <li key={row.key} data-slot="row-fields" data-kind="action">
                <TextField
                  label="Action"
                  name={fieldName('action', row.key, 'name')}
                  value={row.name}
                  onValueChange={(name) => onEdit(row.key, { name })}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                  maxLength={64}
                  error={isTried || row.name !== '' ? problems.name : null}
                />
                <SelectField
                  label="Preset"
                  name={fieldName('action', row.key, 'preset')}
                  value={row.preset}
                  onValueChange={(preset) => onEdit(row.key, { preset })}
                  options={optionsFor(draft, row.preset)}
                  error={problems.preset}
                />
                <Button onClick={() => onRemove(row.key)}>
                  Remove <VisuallyHidden>{row.name || 'this action'}</VisuallyHidden>
                </Button>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}

function optionsFor(draft: Draft, chosen: string) {
  return [
    ...Object.keys(builtInPresets).map((name) => ({ value: name, label: name })),
    ...draft.presets.map(({ key, name }) => ({ value: key, label: name || 'not named yet' })),
    ...(presetNameOf(draft, chosen) === null ? [{ value: chosen, label: 'taken out' }] : []),
  ]
}
