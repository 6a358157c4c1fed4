import { useAction } from '@countersign/react'
import { Card, SwitchField, useToast } from '@countersign/ui'
import type { Instance } from '../../api/views.ts'
import { SettingsEnd } from '../../settings/settings-end.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useStaged } from '../../settings/use-staged.ts'

const newest = 4
const oldest = 3

/** Old instances keep their components until an operator switches (S21). */
export function ComponentVersionForm({ instance }: { instance: Instance }) {
  const change = useChangeSettings(instance.id)
  const toast = useToast()
  const action = useAction()
  const { draft, changes, isChanged, edit, reset } = useStaged({
    component_version: instance.settings.component_version,
  })

  async function apply() {
    if (!(await action.run(() => change(changes)))) return
    reset()
    toast('Changes applied')
  }
  return (
    <>
      <Card title="Components">
        <SwitchField
          label="New components"
          description="Hosted pages with version 4 of the components. Off, they stay at version 3, which does not offer the authenticator application."
          checked={draft.component_version >= newest}
          onCheckedChange={(isNew) => edit({ component_version: isNew ? newest : oldest })}
        />
      </Card>
      <SettingsEnd isChanged={isChanged} action={action} onApply={apply} onDiscard={reset} />
    </>
  )
}
