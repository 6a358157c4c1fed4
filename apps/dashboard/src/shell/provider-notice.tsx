import { Banner } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import { useInstance } from '../api/queries.ts'
import type { Instance } from '../api/views.ts'

/** Shown on every page of a production instance that has no provider for its codes. */
export function ProviderNotice({ instanceId }: { instanceId: string }) {
  const { data: instance } = useInstance(instanceId)
  const words = instance ? missingWords(instance) : null
  if (words === null) return null
  return (
    <Banner
      tone="warn"
      title={words.title}
      actions={
        <Link to="/instances/$instanceId/messages/transports" params={{ instanceId }} data-slot="link">
          Transports
        </Link>
      }
    >
      {words.text}
    </Banner>
  )
}

type Words = { title: string; text: string }

export function missingWords({
  environment,
  providers,
  settings,
}: Pick<Instance, 'environment' | 'providers' | 'settings'>): Words | null {
  if (environment !== 'production') return null
  const usesSms = settings.multi_factor.phone_code || settings.first_factors.phone_code
  const lacksSms = usesSms && !providers.sms
  if (!providers.email && lacksSms)
    return {
      title: 'No email or SMS provider',
      text: 'Codes, password resets and security notices of this production instance are not sent. Set COUNTERSIGN_MAIL and COUNTERSIGN_SMS, then restart the server.',
    }
  if (!providers.email)
    return {
      title: 'No email provider',
      text: 'Email codes, password resets and security notices of this production instance are not sent. Set COUNTERSIGN_MAIL and restart the server.',
    }
  if (lacksSms)
    return {
      title: 'No SMS provider',
      text: 'SMS codes are switched on in this production instance, but are not sent. Set COUNTERSIGN_SMS and restart the server, or switch SMS codes off.',
    }
  return null
}
