import { Banner, Checkbox, SelectField, TextField } from '@countersign/ui'
import type { RuleFields } from './rule-fields.ts'
import { kindWords } from './rule-words.ts'

export interface RulePartProps {
  fields: RuleFields
  onEdit: (fields: Partial<RuleFields>) => void
  errorOf: (field: string) => string | null
}

const whoOptions = [
  { value: 'everyone', label: 'Everybody' },
  { value: 'metadata', label: 'Users with an entry in their public metadata' },
  { value: 'email_domain', label: 'Users with a verified address at a domain' },
]
const valueOptions = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'yes_no', label: 'True or false' },
]
const kinds = ['passkey', 'totp', 'phone_code'] as const

/** For whom the rule is meant, and what they must have. */
export function RuleWhoFields({ fields, onEdit, errorOf }: RulePartProps) {
  const { who, factors } = fields
  const error = errorOf('factors')
  const toggle = (kind: (typeof kinds)[number], isChosen: boolean) =>
    onEdit({ factors: kinds.filter((one) => (one === kind ? isChosen : factors.includes(one))) })
  return (
    <>
      <SelectField
        label="Who"
        value={who}
        options={whoOptions}
        onValueChange={(next) => onEdit({ who: next as RuleFields['who'] })}
        error={who === 'everyone' ? errorOf('who') : null}
      />
      {who === 'metadata' ? <MetadataFields fields={fields} onEdit={onEdit} errorOf={errorOf} /> : null}
      {who === 'email_domain' ? (
        <TextField
          label="Domain"
          value={fields.domain}
          placeholder="example.com"
          onValueChange={(domain) => onEdit({ domain })}
          autoComplete="off"
          error={errorOf('who')}
        />
      ) : null}
      <fieldset data-slot="rule-kinds">
        <legend>Second factors that count</legend>
        {kinds.map((kind) => (
          <Checkbox
            key={kind}
            label={kindWords[kind]}
            checked={factors.includes(kind)}
            onCheckedChange={(isChosen) => toggle(kind, isChosen)}
          />
        ))}
        {error ? <Banner tone="danger">{error}</Banner> : null}
      </fieldset>
    </>
  )
}

function MetadataFields({ fields, onEdit, errorOf }: RulePartProps) {
  const { key, value, valueKind } = fields
  return (
    <div data-slot="rule-metadata">
      <TextField
        label="Key"
        value={key}
        onValueChange={(next) => onEdit({ key: next })}
        autoComplete="off"
        error={errorOf('who')}
      />
      <SelectField
        label="Kind of value"
        value={valueKind}
        options={valueOptions}
        onValueChange={(next) => onEdit({ valueKind: next as RuleFields['valueKind'] })}
      />
      <TextField
        label="Value"
        value={value}
        onValueChange={(next) => onEdit({ value: next })}
        autoComplete="off"
        description="Or one entry of the list there."
      />
    </div>
  )
}
