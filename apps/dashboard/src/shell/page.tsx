import { Section, ToastProvider } from '@countersign/ui'
import { type ReactNode, useEffect } from 'react'

export interface PageProps {
  title: string
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** One page of the dashboard: names the document, and holds the heading that takes the focus on arrival. */
export function Page({ title, description, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Countersign`
  }, [title])
  return (
    <div data-slot="page">
      <Section level={1} title={title} description={description} actions={actions}>
        <ToastProvider>{children}</ToastProvider>
      </Section>
    </div>
  )
}
