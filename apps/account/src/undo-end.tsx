import { fill, supportEmailOf, type Undone, useApplicationName, useEnvironment } from '@countersign/react'
import { Card, Link, LinkButton } from '@countersign/ui'
import { useEffect, useRef } from 'react'
import { moment } from './moment.ts'
import { words } from './words.ts'

/** It is done: what to do next. */
export function UndoDone({ undone, signInUrl }: { undone: Undone; signInUrl: string }) {
  const { undo } = words
  const title = useFocus()
  return (
    <Card title={undo.doneTitle} level={1} description={undo.doneSubtitle} titleRef={title}>
      <div data-slot="undo-words">
        {undone.needsNewPassword ? <p>{undo.newPassword}</p> : null}
        <p>{undo.mailbox}</p>
        <p>{fill(undo.locked, { when: moment(undone.changesLockedUntil) })}</p>
      </div>
      <LinkButton variant="primary" wide href={signInUrl}>
        {undo.signIn}
      </LinkButton>
    </Card>
  )
}

/** There is nothing to undo here, and a way on. */
export function UndoDead({ title, text, signInUrl }: { title: string; text: string; signInUrl?: string }) {
  const heading = useFocus()
  return (
    <Card title={title} level={1} description={text} titleRef={heading}>
      <Help />
      {signInUrl ? (
        <LinkButton wide href={signInUrl}>
          {words.undo.signIn}
        </LinkButton>
      ) : null}
    </Card>
  )
}

function Help() {
  const email = supportEmailOf(useEnvironment())
  const application = useApplicationName()
  if (!email) return <p data-slot="undo-help">{fill(words.undo.helpUnknown, { application })}</p>
  const [before, after] = words.undo.help.split('{email}')
  return (
    <p data-slot="undo-help">
      {before}
      <Link href={`mailto:${email}`}>{email}</Link>
      {after}
    </p>
  )
}

/** What replaces the page's content is read from its heading on. */
function useFocus() {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return heading
}
