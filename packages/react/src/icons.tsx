/** Line drawings in the colour of the text around them; always beside words, never instead of them. */
export const PhoneIcon = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect x="7" y="2.75" width="10" height="18.5" rx="2.25" />
    <path d="M10.75 18h2.5" />
  </svg>
)

export const PersonIcon = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <circle cx="12" cy="8.5" r="3.75" />
    <path d="M4.75 20a7.25 7.25 0 0 1 14.5 0" />
  </svg>
)

export const KeysIcon = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect x="4" y="4" width="16" height="16" rx="2.5" />
    <path d="M8 9h3m2 0h3M8 12.5h3m2 0h3M8 16h3m2 0h3" />
  </svg>
)

export const ScreenIcon = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect x="3" y="4.5" width="18" height="12" rx="2" />
    <path d="M9 20h6" />
  </svg>
)

export const MessageIcon = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M5.5 4.5h13a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H11l-4.5 4v-4h-1a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2z" />
    <path d="M8 10.5h.01m3.99 0h.01m3.99 0h.01" />
  </svg>
)

export const MailIcon = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect x="3" y="5.5" width="18" height="13" rx="2" />
    <path d="M3.5 7.5l8.5 6 8.5-6" />
  </svg>
)
