import { Button, SelectField, TextField } from '@countersign/ui'
import { type FormEvent, useState } from 'react'
import type { UserSearch } from '../../api/user-views.ts'
import { filterWords } from './user-search.ts'

const filters = [
  { value: '', label: 'Everybody' },
  ...Object.entries(filterWords).map(([value, label]) => ({ value, label })),
]

export interface UserFiltersProps {
  search: UserSearch
  onSearch: (search: UserSearch) => void
}

export function UserFilters({ search, onSearch }: UserFiltersProps) {
  const [text, setText] = useState(search.text)
  const [shown, setShown] = useState(search.text)
  // The address changed under the field: by going back, or by another search.
  if (shown !== search.text) {
    setShown(search.text)
    setText(search.text)
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    onSearch({ ...search, text: text.trim() })
  }
  return (
    <search>
      <form data-slot="user-filters" onSubmit={submit}>
        <SelectField
          label="Show"
          value={search.filter}
          options={filters}
          onValueChange={(filter) => onSearch({ text: text.trim(), filter: filter as UserSearch['filter'] })}
        />
        <div data-slot="search-field">
          <TextField
            label="Find"
            name="text"
            type="search"
            value={text}
            onValueChange={setText}
            placeholder="Name, address, number or user ID"
            autoComplete="off"
            maxLength={256}
          />
          <Button type="submit">Search</Button>
        </div>
      </form>
    </search>
  )
}
