import { Button, SelectField, TextField } from '@countersign/ui'
import { type FormEvent, useState } from 'react'
import type { AuditSearch } from '../../api/audit-views.ts'
import { eventNames } from '../../words/event-names.ts'
import { everything } from './audit-search.ts'

const events = [
  { value: '', label: 'All events' },
  ...Object.entries(eventNames)
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label)),
]

export interface AuditFiltersProps {
  /** Whether it is the server log, where users are administrators. */
  isServer: boolean
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}

/** Searches only when Search is pressed, since a date that is half typed is a date as well. */
export function AuditFilters({ isServer, search, onSearch }: AuditFiltersProps) {
  const [fields, setFields] = useState(search)
  const [shown, setShown] = useState(search)
  // The address changed under the fields: by going back, or by another link to this page.
  if (!isSame(shown, search)) {
    setShown(search)
    setFields(search)
  }
  const put = (name: keyof AuditSearch) => (value: string) => setFields({ ...fields, [name]: value })
  const isKnown = events.some(({ value }) => value === fields.event)
  function submit(event: FormEvent) {
    event.preventDefault()
    onSearch({ ...fields, user: fields.user.trim() })
  }
  return (
    <search>
      <form data-slot="audit-filters" onSubmit={submit}>
        <TextField
          label={isServer ? 'Administrator' : 'User'}
          name="user"
          type="search"
          value={fields.user}
          onValueChange={put('user')}
          placeholder={isServer ? 'Username or ID' : 'Complete email, number or ID'}
          autoComplete="off"
          maxLength={256}
        />
        <SelectField
          label="Event"
          value={fields.event}
          options={isKnown ? events : [...events, { value: fields.event, label: fields.event }]}
          onValueChange={put('event')}
        />
        <TextField label="From" name="since" type="date" value={fields.since} onValueChange={put('since')} />
        <TextField label="Until" name="until" type="date" value={fields.until} onValueChange={put('until')} />
        <div data-slot="audit-filter-buttons">
          <Button type="submit">Search</Button>
          {isSame(search, everything) ? null : (
            <Button type="button" variant="quiet" onClick={() => onSearch(everything)}>
              Clear filters
            </Button>
          )}
        </div>
      </form>
    </search>
  )
}

function isSame(one: AuditSearch, other: AuditSearch): boolean {
  return (['user', 'event', 'since', 'until'] as const).every((name) => one[name] === other[name])
}
