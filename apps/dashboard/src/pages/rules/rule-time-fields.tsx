import { SelectField, TextField } from '@countersign/ui'
import type { RuleFields } from './rule-fields.ts'
import type { RulePartProps } from './rule-who-fields.tsx'

const graceOptions = [
  { value: 'none', label: 'None' },
  { value: 'days', label: 'Days' },
  { value: 'skips', label: 'Skips' },
]
const afterOptions = [
  { value: 'enrol', label: 'Nothing but setting one up' },
  { value: 'refuse', label: 'Signing in is refused' },
]

/** From when on, how long it can be put off, and what comes then. */
export function RuleTimeFields({ fields, onEdit, errorOf }: RulePartProps) {
  const { grace } = fields
  const counts = grace !== 'none'
  return (
    <>
      <TextField
        label="From"
        type="datetime-local"
        value={fields.startsAt}
        description="Empty: at once."
        onValueChange={(startsAt) => onEdit({ startsAt })}
        error={errorOf('starts_at')}
      />
      <div data-slot="rule-grace">
        <SelectField
          label="Grace"
          value={grace}
          options={graceOptions}
          onValueChange={(next) => onEdit({ grace: next as RuleFields['grace'], count: next === 'days' ? '14' : '3' })}
          error={counts ? null : errorOf('grace')}
        />
        {counts ? (
          <TextField
            label={grace === 'days' ? 'Days' : 'Skips'}
            inputMode="numeric"
            value={fields.count}
            onValueChange={(count) => onEdit({ count })}
            description={grace === 'days' ? 'From the first notice.' : 'One for each sign-in.'}
            autoComplete="off"
            error={errorOf('grace')}
          />
        ) : null}
      </div>
      <SelectField
        label="After that"
        value={fields.after}
        options={afterOptions}
        onValueChange={(next) => onEdit({ after: next as RuleFields['after'] })}
        error={errorOf('after')}
      />
    </>
  )
}
