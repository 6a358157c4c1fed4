import { type ProfileSection, UserProfile } from '@countersign/react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'

const paths = { profile: '/account', security: '/account/security' } as const

export const ProfilePage = () => <AccountPage section="profile" />
export const SecurityPage = () => <AccountPage section="security" />

/** The operator's own account: the same screens as every user of the product gets. */
function AccountPage({ section }: { section: ProfileSection }) {
  const navigate = useNavigate()
  useEffect(() => {
    document.title = 'Your account · Countersign'
  }, [])
  return (
    <UserProfile
      section={section}
      hrefOf={(name) => `/dashboard${paths[name]}`}
      onNavigate={(name) => void navigate({ to: paths[name] })}
    />
  )
}
