import { createContext, useContext } from 'react'
import type { DashboardApi } from './dashboard-api.ts'

export const ApiContext = createContext<DashboardApi | null>(null)

export function useApi(): DashboardApi {
  const api = useContext(ApiContext)
  if (!api) throw new Error('Pages of the dashboard must be inside <ApiContext>.')
  return api
}
