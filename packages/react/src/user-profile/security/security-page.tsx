import { Section } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { DeleteSection } from './delete-section.tsx'
import { PasskeysSection } from './passkeys-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { TrustedDevicesSection } from './trusted-devices-section.tsx'
import { TwoStepSection } from './two-step-section.tsx'

/** Security > Sign in > 2-step verification: the path people are told to follow (S23). */
export function SecurityPage({ onSignedOut }: { onSignedOut?: (() => void) | undefined }) {
  const { profile, security } = useMessages()
  return (
    <Section title={profile.security} level={1} id="security">
      <div data-slot="section-parts">
        <Section title={security.signIn} level={2} id="sign-in">
          <div data-slot="section-parts">
            <TwoStepSection />
            <PasskeysSection />
            <PasswordSection />
          </div>
        </Section>
        <TrustedDevicesSection />
        <SessionsSection />
        <DeleteSection onDeleted={onSignedOut} />
      </div>
    </Section>
  )
}
