import { useUser } from '@countersign/react'
import { Banner } from '@countersign/ui'
import { Link } from '@tanstack/react-router'

/** For an administrator who came by a link and could not sign in again: it works once. Nothing for everyone else. */
export function PasswordNotice() {
  const user = useUser()
  if (!user || user.passwordEnabled || user.passkeys.length > 0) return null
  return (
    <Banner tone="warn" title="You cannot sign in again yet">
      The link that you signed in with works once.{' '}
      <Link to="/account/security" data-slot="link">
        Set a password
      </Link>{' '}
      to sign in next time.
    </Banner>
  )
}
