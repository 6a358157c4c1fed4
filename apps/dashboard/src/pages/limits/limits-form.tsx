import { useAction } from '@countersign/react'
import { Section, TextField, useToast } from '@countersign/ui'
import type { SecurityNumber } from '../../api/views.ts'
import { SettingsEnd } from '../../settings/settings-end.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useStaged } from '../../settings/use-staged.ts'
import { groupsOf } from './limit-groups.ts'
import { count, labelWords, patchOf, readNumber } from './number-words.ts'
import { StandardList } from './standard-list.tsx'

export interface LimitsFormProps {
  instanceId: string
  numbers: readonly SecurityNumber[]
}

/** Staged, as every setting is (S18). */
export function LimitsForm({ instanceId, numbers }: LimitsFormProps) {
  const change = useChangeSettings(instanceId)
  const toast = useToast()
  const action = useAction()
  const chosen = numbers.filter(({ bounds }) => bounds !== null)
  const saved = Object.fromEntries(chosen.map(({ name, value }) => [name, String(value)]))
  const { draft, changes, isChanged, edit, reset } = useStaged<Record<string, string>>(saved)

  async function apply() {
    const wrong = chosen.find((each) => readNumber(draft[each.name] ?? '', each) === null)
    // The field says what is wrong with it.
    if (wrong) return document.getElementsByName(wrong.name)[0]?.focus()
    const values = Object.fromEntries(Object.entries(changes).map(([name, text]) => [name, Number(text)]))
    if (!(await action.run(() => change(patchOf(values))))) return
    reset()
    toast('Changes applied')
  }
  return (
    <>
      {groupsOf(chosen).map(({ id, title, description, numbers: held }) => (
        <Section key={id} id={id} title={title} description={description}>
          <ul data-slot="list" aria-label={title}>
            {held.map((each) => (
              <li key={each.name} data-slot="setting">
                <NumberSetting
                  of={each}
                  text={draft[each.name] ?? ''}
                  onEdit={(text) => {
                    action.clear()
                    edit({ [each.name]: text })
                  }}
                />
              </li>
            ))}
          </ul>
        </Section>
      ))}
      <SettingsEnd isChanged={isChanged} action={action} onApply={apply} onDiscard={reset} />
    </>
  )
}

function NumberSetting({ of, text, onEdit }: { of: SecurityNumber; text: string; onEdit: (text: string) => void }) {
  const { name, meaning, unit, bounds, standards } = of
  const value = readNumber(text, of)
  const { least = 0, most = 0, usual = 0 } = bounds ?? {}
  return (
    <div data-slot="number-setting">
      <TextField
        label={labelWords(name, unit)}
        name={name}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        onValueChange={onEdit}
        description={`${meaning} ${count(least)} to ${count(most)}. Default: ${count(usual)}.`}
        error={value === null ? `Enter a whole number from ${count(least)} to ${count(most)}.` : null}
      />
      {value === null || standards.length === 0 ? null : (
        <StandardList value={value} unit={unit} standards={standards} />
      )}
    </div>
  )
}
