import type { Settings } from '@countersign/contract'
import type { RadioOption } from '@countersign/ui'

export type SignUpMode = Settings['sign_up']

interface Mode {
  label: string
  description: string
  /** What changes when this is applied. */
  notice: string
}

/** Who may sign up, in the order in which the page lists it. */
const modes: Readonly<Record<SignUpMode, Mode>> = {
  open: {
    label: 'Open',
    description: 'Anyone can create an account.',
    notice: 'Anyone can create an account. Users that exist already are not affected.',
  },
  invitation: {
    label: 'By invitation',
    description: 'Only people with an invitation can create an account.',
    notice: 'New users need an invitation to sign up. Existing users sign in as usual.',
  },
  closed: {
    label: 'Closed',
    description: 'Accounts are created in the dashboard and by your server only. Existing users sign in as usual.',
    notice: 'New users can no longer sign up. Existing users sign in as usual.',
  },
}

export const signUpOptions: readonly RadioOption<SignUpMode>[] = (Object.keys(modes) as SignUpMode[]).map((value) => ({
  value,
  label: modes[value].label,
  description: modes[value].description,
}))

export const signUpNotice = (mode: SignUpMode): string => modes[mode].notice
