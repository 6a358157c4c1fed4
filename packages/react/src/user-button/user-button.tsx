import { Menu, MenuHeading, MenuItem, MenuLink, MenuSeparator } from '@countersign/ui'
import { useCountersign, useMessages } from '../context.ts'
import { useUser } from '../hooks.ts'
import { PersonIcon } from '../icons.tsx'
import { fill } from '../messages/fill.ts'
import { useAction } from '../use-action.ts'
import { displayNameOf, identifierOf } from '../user-name.ts'

export interface UserButtonProps {
  profileUrl: string
  onSignedOut?: (() => void) | undefined
}

/** Who is signed in, their account page and the way out. */
export function UserButton({ profileUrl, onSignedOut }: UserButtonProps) {
  const client = useCountersign()
  const { userButton, common } = useMessages()
  const user = useUser()
  const action = useAction()
  if (!user) return null
  const name = displayNameOf(user)
  const initials = initialsOf(name)

  async function signOut() {
    if (await action.run(() => client.signOut())) onSignedOut?.()
  }

  return (
    <Menu
      trigger={
        <button type="button" data-slot="user-button" aria-label={fill(userButton.label, { name })}>
          {initials ? <span data-initials={initials} /> : <PersonIcon />}
        </button>
      }
    >
      <MenuHeading>{identifierOf(user) || name}</MenuHeading>
      <MenuLink href={profileUrl}>{userButton.manage}</MenuLink>
      <MenuSeparator />
      <MenuItem onSelect={() => void signOut()}>{common.signOut}</MenuItem>
    </Menu>
  )
}

/** Empty for a number, which has none. */
function initialsOf(name: string): string {
  if (name.startsWith('+')) return ''

  const words = name.split(/[\s@.]+/).filter(Boolean)
  const initials = name.includes('@') ? words.slice(0, 1) : words.slice(0, 2)
  return initials.map((word) => [...word][0]?.toUpperCase() ?? '').join('')
}
