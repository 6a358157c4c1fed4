export * from './environment.ts'
export * from './errors.ts'
export type { Settings, SettingsPatch } from './settings.ts'
export type * from './views.ts'
