import { useAction } from '@countersign/react'
import { Banner, useToast } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { approvalToast } from '../../api/case-views.ts'
import type { Instance, Preview } from '../../api/views.ts'
import { ApplyBar } from '../../settings/apply-bar.tsx'
import { LeaveQuestion } from '../../settings/leave-question.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useStaged } from '../../settings/use-staged.ts'
import { affectedWords } from './affected-words.ts'
import { ApplyQuestion } from './apply-question.tsx'
import { factorSettingsOf, isDrastic } from './factor-settings.ts'
import { FactorToggles } from './factor-toggles.tsx'
import { reliefPatch, reliefSettingsOf, wrongField } from './relief-settings.ts'
import { ReliefToggles } from './relief-toggles.tsx'
import { isSame, readCountries } from './sms-countries.ts'
import { SmsCountriesBlock } from './sms-countries-block.tsx'

/** Staged: nothing takes effect before "Apply changes" (S18). */
export function MultiFactorForm({ instance }: { instance: Instance }) {
  const api = useApi()
  const change = useChangeSettings(instance.id)
  const toast = useToast()
  const action = useAction()
  const [preview, setPreview] = useState<Preview | null>(null)
  const [note, setNote] = useState('')
  const factors = useStaged(factorSettingsOf(instance.settings))
  const { draft, changes, edit } = factors
  const stored = instance.settings.sms.countries
  const sms = useStaged({ countries: stored.join(', ') })
  const { codes, unknown } = readCountries(sms.draft.countries)
  // What is not shown is not stored.
  const isMoved = draft.phone_code && sms.isChanged && !(unknown.length === 0 && isSame(codes, stored))
  const relief = useStaged(reliefSettingsOf(instance.settings))
  const isChanged = factors.isChanged || isMoved || relief.isChanged
  const eased = reliefPatch(relief.draft, relief.changes)
  const patch = {
    ...eased,
    ...(factors.isChanged ? { multi_factor: { ...eased.multi_factor, ...changes } } : {}),
    ...(isMoved ? { sms: { countries: codes } } : {}),
  }
  const isOldVersion = instance.settings.component_version < 4

  function reset() {
    factors.reset()
    sms.reset()
    relief.reset()
  }
  async function store() {
    let isApplied = true
    const send = async () => {
      isApplied = await change(patch)
    }
    if (!(await action.run(send))) return
    setPreview(null)
    setNote('')
    reset()
    toast(isApplied ? 'Changes applied' : approvalToast)
  }
  async function apply() {
    // The field says which code is wrong.
    const wrong = isMoved && unknown.length > 0 ? 'sms_countries' : wrongField(relief.draft)
    if (wrong !== null) return document.getElementsByName(wrong)[0]?.focus()
    if (!factors.isChanged) return store()
    let isHarmless = false
    const look = async () => {
      const found = await api.preview(instance.id, patch)
      isHarmless = !isDrastic(changes) && affectedWords(changes, found).length === 0
      if (!isHarmless) setPreview(found)
    }
    if ((await action.run(look)) && isHarmless) await store()
  }

  return (
    <>
      {draft.totp && isOldVersion ? (
        <Banner tone="warn">
          The hosted pages of this instance do not offer the authenticator application, because they use the old
          components. Switch to the new ones under{' '}
          <Link to="/instances/$instanceId/settings/general" params={{ instanceId: instance.id }} data-slot="link">
            Settings &gt; General
          </Link>
          .
        </Banner>
      ) : null}
      <FactorToggles
        draft={draft}
        note={note}
        onEdit={(fields, consequence) => {
          action.clear()
          setNote(consequence)
          edit(fields)
        }}
      />
      {draft.phone_code ? (
        <SmsCountriesBlock text={sms.draft.countries} onEdit={(countries) => sms.edit({ countries })} />
      ) : null}
      <ReliefToggles
        draft={relief.draft}
        onEdit={(edit) => {
          action.clear()
          relief.edit(edit)
        }}
      />
      <ApplyBar
        isChanged={isChanged}
        isBusy={action.isBusy && preview === null}
        failure={preview === null ? action.failure?.message : null}
        onApply={() => void apply()}
        onDiscard={() => {
          action.clear()
          setNote('')
          reset()
        }}
      />
      <ApplyQuestion
        preview={preview}
        changes={changes}
        action={action}
        onConfirm={store}
        onClose={() => setPreview(null)}
      />
      <LeaveQuestion isChanged={isChanged} />
    </>
  )
}
