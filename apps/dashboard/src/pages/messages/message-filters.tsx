import { Button, SelectField, TextField } from '@countersign/ui'
import { type FormEvent, useState } from 'react'
import type { MessageFilter } from '../../api/message-views.ts'
import { statusWords } from './message-words.ts'

const channels = [
  { value: '', label: 'SMS and e-mail' },
  { value: 'sms', label: 'SMS' },
  { value: 'email', label: 'E-mail' },
]
const statuses = [
  { value: '', label: 'Any' },
  ...Object.entries(statusWords).map(([value, label]) => ({ value, label })),
]

export interface MessageFiltersProps {
  filter: MessageFilter
  onFilter: (filter: MessageFilter) => void
}

export function MessageFilters({ filter, onFilter }: MessageFiltersProps) {
  const [to, setTo] = useState(filter.to)
  function search(event: FormEvent) {
    event.preventDefault()
    onFilter({ ...filter, to: to.trim() })
  }
  return (
    <search>
      <form data-slot="filters" onSubmit={search}>
        <SelectField
          label="Channel"
          value={filter.channel}
          options={channels}
          onValueChange={(channel) => onFilter({ ...filter, channel: channel as MessageFilter['channel'] })}
        />
        <SelectField
          label="Status"
          value={filter.status}
          options={statuses}
          onValueChange={(status) => onFilter({ ...filter, status: status as MessageFilter['status'] })}
        />
        <div data-slot="search-field">
          <TextField
            label="Sent to"
            name="to"
            type="search"
            value={to}
            onValueChange={setTo}
            placeholder="Whole address or number"
            autoComplete="off"
          />
          <Button type="submit">Search</Button>
        </div>
      </form>
    </search>
  )
}
