import { failureBeside, useAction } from '@countersign/react'
import { Banner, Button, TextField, useToast } from '@countersign/ui'
import { type FormEvent, useRef, useState } from 'react'
import { approvalToast } from '../../api/case-views.ts'

export interface OriginFormProps {
  origins: readonly string[]
  /** Stores the new list; false when it waits for an approval. */
  onChange: (origins: string[]) => Promise<boolean>
}

export function OriginForm({ origins, onChange }: OriginFormProps) {
  const toast = useToast()
  const action = useAction()
  const [text, setText] = useState('')
  const [isListed, setListed] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const typed = text.trim()
  // The server names the list, or the place in it.
  const isAboutField = action.failure?.field?.startsWith('allowed_origins') === true
  const failed = isAboutField ? null : failureBeside(action.failure, [])

  async function submit(event: FormEvent) {
    event.preventDefault()
    const isKnown = origins.includes(typed.replace(/\/$/, '').toLowerCase())
    setListed(isKnown)
    if (typed === '' || isKnown) return field.current?.focus()
    let isDone = true
    const store = async () => {
      isDone = await onChange([...origins, typed])
    }
    if (await action.run(store)) {
      setText('')
      toast(isDone ? 'Origin added' : approvalToast)
    }
    field.current?.focus()
  }
  return (
    <>
      {failed ? <Banner tone="danger">{failed}</Banner> : null}
      <form data-slot="origin-form" noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          ref={field}
          label="Add an origin"
          name="allowed_origin"
          type="url"
          inputMode="url"
          placeholder="https://app.example.com"
          value={text}
          onValueChange={(next) => {
            setText(next)
            setListed(false)
            action.clear()
          }}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={255}
          description="Scheme, host and port only, without a path. Add each subdomain separately."
          error={isListed ? 'This origin is already allowed.' : isAboutField ? action.failure?.message : null}
        />
        <Button type="submit" busy={action.isBusy}>
          Add
        </Button>
      </form>
    </>
  )
}
