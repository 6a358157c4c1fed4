import type { Countersign } from '@countersign/js'
import { createContext, useContext } from 'react'
import { en, type Messages } from './messages/en.ts'

export const ClientContext = createContext<Countersign | null>(null)
export const MessagesContext = createContext<Messages>(en)

export function useCountersign(): Countersign {
  const client = useContext(ClientContext)
  if (!client) throw new Error('Countersign hooks and components must be inside <CountersignProvider client={…}>.')
  return client
}

export function useMessages(): Messages {
  return useContext(MessagesContext)
}
