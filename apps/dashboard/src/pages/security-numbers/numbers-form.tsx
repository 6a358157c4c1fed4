import { useAction } from '@countersign/react'
import { TextField, useToast } from '@countersign/ui'
import type { SecurityNumber } from '../../api/views.ts'
import { ApplyBar } from '../../settings/apply-bar.tsx'
import { LeaveQuestion } from '../../settings/leave-question.tsx'
import { useChangeSettings } from '../../settings/use-change-settings.ts'
import { useStaged } from '../../settings/use-staged.ts'
import { amountWords, nameWords, patchOf, readNumber } from './number-words.ts'
import { StandardList } from './standard-list.tsx'

export interface NumbersFormProps {
  instanceId: string
  numbers: readonly SecurityNumber[]
}

/** Staged, as every setting is (S18). */
export function NumbersForm({ instanceId, numbers }: NumbersFormProps) {
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
      <ul data-slot="list" aria-label="Numbers you choose">
        {chosen.map((each) => (
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
      <ApplyBar
        isChanged={isChanged}
        isBusy={action.isBusy}
        failure={action.failure?.message}
        onApply={() => void apply()}
        onDiscard={() => {
          action.clear()
          reset()
        }}
      />
      <LeaveQuestion isChanged={isChanged} />
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
        label={`${nameWords(name)}${unit ? ` (${unit})` : ''}`}
        name={name}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        onValueChange={onEdit}
        description={`${meaning} From ${least} to ${most}; ${amountWords(usual, unit)} unless changed.`}
        error={value === null ? `Write a whole number from ${least} to ${most}.` : null}
      />
      {value === null ? null : <StandardList value={value} unit={unit} standards={standards} />}
    </div>
  )
}
