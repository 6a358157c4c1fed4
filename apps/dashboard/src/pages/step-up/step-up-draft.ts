import type { Settings, SettingsPatch } from '@countersign/contract'
import { actionPattern, builtInPresets, type Demand, mostDemandMinutes, presetPattern } from '@countersign/contract'

type Stored = Settings['reverification']

/** A preset as it is typed. `key` stays while its name changes, so that actions stay with it. */
export interface PresetRow {
  key: string
  name: string
  level: Demand['level']
  minutes: string
}

export interface ActionRow {
  key: string
  name: string
  /** The key of a row, or the name of one that is built in. */
  preset: string
}

export interface Draft {
  downgrade: boolean
  presets: readonly PresetRow[]
  actions: readonly ActionRow[]
}

export function draftOf({ downgrade, presets, actions }: Stored): Draft {
  return {
    downgrade,
    presets: Object.entries(presets).map(([name, { level, minutes }]) => ({
      ...{ key: name, name, level },
      minutes: String(minutes),
    })),
    actions: Object.entries(actions).map(([name, preset]) => ({ key: name, name, preset })),
  }
}

export function isBuiltIn(name: string): name is keyof typeof builtInPresets {
  return Object.hasOwn(builtInPresets, name)
}

/** The name an action's preset has now; null when it was taken out. */
export function presetNameOf({ presets }: Draft, key: string): string | null {
  return isBuiltIn(key) ? key : (presets.find((preset) => preset.key === key)?.name ?? null)
}

export interface Problems {
  name?: string
  minutes?: string
  preset?: string
}

export function presetProblems({ presets }: Draft, { key, name, minutes }: PresetRow): Problems {
  const isTwice = presets.some((other) => other.key !== key && other.name === name)
  const wrong = !presetPattern.test(name)
    ? 'Write up to 40 small letters, digits and underscores, a letter first.'
    : isBuiltIn(name)
      ? 'This name is built in, and every SDK knows what it means. Choose another.'
      : isTwice
        ? 'Another preset has this name.'
        : null
  const isWhole = /^\d{1,4}$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= mostDemandMinutes
  return {
    ...(wrong ? { name: wrong } : {}),
    ...(isWhole ? {} : { minutes: `Write a whole number from 1 to ${mostDemandMinutes}.` }),
  }
}

export function actionProblems(draft: Draft, { key, name, preset }: ActionRow): Problems {
  const isTwice = draft.actions.some((other) => other.key !== key && other.name === name)
  const wrong = !actionPattern.test(name)
    ? 'Write up to 64 small letters, digits and _ . : -, a letter first.'
    : isTwice
      ? 'This action stands here twice.'
      : null
  return {
    ...(wrong ? { name: wrong } : {}),
    ...(presetNameOf(draft, preset) === null ? { preset: 'Its preset is taken out. Choose another.' } : {}),
  }
}

/** The name of the first field that keeps the draft from being stored. */
export function firstProblem(draft: Draft): string | null {
  for (const row of draft.presets) {
    const [field] = Object.keys(presetProblems(draft, row))
    if (field) return fieldName('preset', row.key, field)
  }
  for (const row of draft.actions) {
    const [field] = Object.keys(actionProblems(draft, row))
    if (field) return fieldName('action', row.key, field)
  }
  return null
}

export const fieldName = (kind: 'preset' | 'action', key: string, field: string) => `${kind} ${key} ${field}`

/**
 * What takes `base` to the draft, and nothing else: what another operator stored meanwhile is neither undone nor taken out.
 * Null when there is no difference.
 */
export function patchOf(base: Stored, draft: Draft): NonNullable<SettingsPatch['reverification']> | null {
  const presets = changesOf(
    base.presets,
    Object.fromEntries(draft.presets.map(({ name, level, minutes }) => [name, { level, minutes: Number(minutes) }])),
    (one, other) => one.level === other.level && one.minutes === other.minutes,
  )
  const actions = changesOf(
    base.actions,
    Object.fromEntries(draft.actions.map(({ name, preset }) => [name, presetNameOf(draft, preset) ?? ''])),
    (one, other) => one === other,
  )
  const patch = {
    ...(draft.downgrade === base.downgrade ? {} : { downgrade: draft.downgrade }),
    ...(Object.keys(presets).length > 0 ? { presets } : {}),
    ...(Object.keys(actions).length > 0 ? { actions } : {}),
  }
  return Object.keys(patch).length > 0 ? patch : null
}

function changesOf<T>(
  base: Record<string, T>,
  wanted: Record<string, T>,
  isSame: (one: T, other: T) => boolean,
): Record<string, T | null> {
  const changed = Object.entries(wanted).filter(([name, value]) => {
    const before = Object.hasOwn(base, name) ? base[name] : undefined
    return before === undefined || !isSame(before, value)
  })
  const gone = Object.keys(base).filter((name) => !Object.hasOwn(wanted, name))
  return Object.fromEntries([...changed, ...gone.map((name) => [name, null] as const)])
}
