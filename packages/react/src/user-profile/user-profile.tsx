import { SideNav, Stack, ToastProvider } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { useUser } from '../hooks.ts'
import { RecoveryNotes } from '../recovery/recovery-notes.tsx'
import { LoadingStep } from '../steps/loading-step.tsx'
import { ProfilePage } from './profile/profile-page.tsx'
import { SecurityPage } from './security/security-page.tsx'

export type ProfileSection = 'profile' | 'security'

export interface UserProfileProps {
  section: ProfileSection
  hrefOf: (section: ProfileSection) => string
  /** Without it, links load the page they point to. */
  onNavigate?: ((section: ProfileSection) => void) | undefined
  /** The account is gone, or signed out everywhere. */
  onSignedOut?: (() => void) | undefined
}

export function UserProfile({ section, hrefOf, onNavigate, onSignedOut }: UserProfileProps) {
  const { profile, common } = useMessages()
  const user = useUser()
  if (!user) return <LoadingStep />
  const link = (name: ProfileSection, label: string) => ({
    href: hrefOf(name),
    label,
    isCurrent: section === name,
    onFollow: onNavigate
      ? (event: React.MouseEvent) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
          event.preventDefault()
          onNavigate(name)
        }
      : undefined,
  })
  return (
    <ToastProvider closeLabel={common.close}>
      <div data-slot="user-profile">
        <SideNav
          label={profile.navLabel}
          links={[link('profile', profile.profile), link('security', profile.security)]}
        />
        <Stack gap="large">
          <RecoveryNotes section={section} />
          {section === 'security' ? <SecurityPage onSignedOut={onSignedOut} /> : <ProfilePage />}
        </Stack>
      </div>
    </ToastProvider>
  )
}
