import { Section } from '@countersign/ui'
import { useMessages } from '../../context.ts'
import { EmailSection } from './email-section.tsx'
import { NameSection } from './name-section.tsx'
import { PhoneSection } from './phone-section.tsx'

export function ProfilePage() {
  const { profile } = useMessages()
  return (
    <Section title={profile.profile} level={1} id="profile">
      <div data-slot="section-parts">
        <NameSection />
        <EmailSection />
        <PhoneSection />
      </div>
    </Section>
  )
}
