import { Toast as BaseToast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'

export type Tone = 'info' | 'success' | 'warn' | 'danger'

/** Holds the messages that appear at the edge of the page; put it once around the app. */
export function ToastProvider({ children, closeLabel = 'Dismiss' }: { children: ReactNode; closeLabel?: string }) {
  return (
    <BaseToast.Provider>
      {children}
      <BaseToast.Portal>
        <BaseToast.Viewport data-slot="toast-viewport">
          <Toasts closeLabel={closeLabel} />
        </BaseToast.Viewport>
      </BaseToast.Portal>
    </BaseToast.Provider>
  )
}

function Toasts({ closeLabel }: { closeLabel: string }) {
  const { toasts } = BaseToast.useToastManager()
  return toasts.map((toast) => (
    <BaseToast.Root key={toast.id} toast={toast} data-slot="toast" data-tone={toast.type}>
      <BaseToast.Content data-slot="toast-content">
        <BaseToast.Title data-slot="toast-title" />
        <BaseToast.Description data-slot="toast-description" />
      </BaseToast.Content>
      <BaseToast.Close data-slot="toast-close" aria-label={closeLabel}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3.5 3.5l9 9m0-9l-9 9" />
        </svg>
      </BaseToast.Close>
    </BaseToast.Root>
  ))
}

/** `const toast = useToast()`, then `toast('Saved')`. Failures interrupt a screen reader, the rest waits its turn. */
export function useToast(): (title: string, options?: { description?: string; tone?: Tone }) => void {
  const manager = BaseToast.useToastManager()
  return (title, options = {}) => {
    manager.add({
      title,
      description: options.description,
      type: options.tone ?? 'success',
      priority: options.tone === 'danger' ? 'high' : 'low',
    })
  }
}
