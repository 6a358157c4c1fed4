import type { Countersign } from '@countersign/js'
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { ClientContext, MessagesContext } from './context.ts'
import { lazyComponent } from './lazy-component.tsx'
import { en, type Messages } from './messages/en.ts'
import { ProofDeclined } from './reverify/proof-declined.ts'
import { type Asked, ReverificationContext } from './reverify/use-reverification.ts'

const ReverifyDialog = lazyComponent(() => import('./reverify/reverify-dialog.tsx').then((m) => m.ReverifyDialog))

export interface CountersignProviderProps {
  client: Countersign
  messages?: Messages | undefined
  children: ReactNode
}

interface Question {
  asked: Asked
  settle: { resolve: () => void; reject: (reason: unknown) => void }
}

/** Makes a client known to everything inside, loads it, and asks for a fresh proof when an action needs one. */
export function CountersignProvider({ client, messages = en, children }: CountersignProviderProps) {
  const [question, setQuestion] = useState<Question | null>(null)
  useEffect(() => {
    if (client.getState().status === 'loading') void client.load()
  }, [client])

  const prove = useCallback(
    (asked: Asked) => new Promise<void>((resolve, reject) => setQuestion({ asked, settle: { resolve, reject } })),
    [],
  )
  const reverification = useMemo(() => ({ prove, isAsking: question !== null }), [prove, question])

  return (
    <ClientContext value={client}>
      <MessagesContext value={messages}>
        <ReverificationContext value={reverification}>
          {children}
          {question ? (
            <ReverifyDialog
              asked={question.asked}
              onProven={() => {
                setQuestion(null)
                question.settle.resolve()
              }}
              onDecline={() => {
                setQuestion(null)
                question.settle.reject(new ProofDeclined())
              }}
            />
          ) : null}
        </ReverificationContext>
      </MessagesContext>
    </ClientContext>
  )
}
