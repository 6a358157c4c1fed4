import type {
  BoardState,
  BoardUsersView,
  DryRunView,
  MfaReceiptView,
  PolicyBoardView,
  ReminderGroup,
  RemindersView,
  Settings,
  SettingsChangeView,
  SettingsPatch,
  SimulationView,
} from '@countersign/contract'
import type { Ask } from './ask.ts'

export interface BoardSearch {
  rule: string
  state: BoardState | ''
}

/** A user, or facts of nobody; by the stored settings or a draft; now or at another time. */
export interface SimulationWish {
  user_id?: string
  facts?: Record<string, never>
  at?: number
  settings?: SettingsPatch
}

export interface ReminderWish {
  to: ReminderGroup
  rule?: string | undefined
  after?: string | undefined
}

export interface PolicyApi {
  /** The last change of settings, while it can be taken back. */
  lastChange(id: string): Promise<SettingsChangeView | null>
  undo(id: string): Promise<Settings>
  simulate(id: string, wish: SimulationWish): Promise<SimulationView>
  board(id: string): Promise<PolicyBoardView>
  boardUsers(id: string, search: BoardSearch, after: string | null): Promise<BoardUsersView>
  /** Of the same users as a table, for a link. */
  boardFileUrl(id: string, search: BoardSearch): string
  dryRuns(id: string): Promise<DryRunView>
  receipts(id: string, userId: string, page: { limit: number; offset: number }): Promise<readonly MfaReceiptView[]>
  /** Mails a page of a group; its answer says where to go on. */
  remind(id: string, wish: ReminderWish): Promise<RemindersView>
}

type Fields = Record<string, string>
export function createPolicyApi(ask: Ask, address: (path: string, fields: Fields) => string): PolicyApi {
  const at = (id: string) => `/instances/${encodeURIComponent(id)}`
  const board = (id: string) => `${at(id)}/policy/board`
  return {
    lastChange: (id) => ask('GET', `${at(id)}/settings/undo`),
    undo: (id) => ask('POST', `${at(id)}/settings/undo`),
    simulate: (id, wish) => ask('POST', `${at(id)}/policy/simulate`, wish),
    board: (id) => ask('GET', board(id)),
    boardUsers: (id, search, after) =>
      ask('GET', `${board(id)}/users`, undefined, { ...search, after: after ?? '', limit: '50' }),
    boardFileUrl: (id, search) => address(`${board(id)}/users.csv`, { ...search }),
    dryRuns: (id) => ask('GET', `${at(id)}/policy/dry_runs`),
    receipts: (id, userId, { limit, offset }) =>
      ask('GET', `${at(id)}/users/${encodeURIComponent(userId)}/mfa_receipts`, undefined, {
        limit: String(limit),
        offset: String(offset),
      }),
    remind: (id, wish) => ask('POST', `${at(id)}/policy/reminders`, wish),
  }
}
