import { ClerkProvider } from '@clerk/nextjs'

export const metadata = { title: 'Next.js', icons: { icon: 'data:,' } }

export default function Layout({ children }) {
  return (
    <ClerkProvider>
      <html lang="en">
        <body
          style={{ display: 'grid', fontFamily: 'system-ui, sans-serif', justifyItems: 'center', margin: '2rem 1rem' }}
        >
          {children}
        </body>
      </html>
    </ClerkProvider>
  )
}
