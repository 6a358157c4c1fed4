import { RedirectToSignIn, Show, SignIn, SignUp, UserButton, UserProfile } from '@clerk/react'
import { Account } from './account'

/** Which page shows what. */
export function App() {
  return (
    <>
      <header>
        <a href="/">Home</a>
        <a href="/user">Profile</a>
        <span className="end">
          <Show when="signed-in">
            <UserButton userProfileMode="navigation" userProfileUrl="/user" />
          </Show>
        </span>
      </header>
      <main>
        <Page at={window.location.pathname} />
      </main>
    </>
  )
}

function Page({ at }: { at: string }) {
  if (at.startsWith('/sign-in')) return <SignIn routing="path" path="/sign-in" />
  if (at.startsWith('/sign-up')) return <SignUp routing="path" path="/sign-up" />
  return (
    <>
      <Show when="signed-out">
        <RedirectToSignIn />
      </Show>
      <Show when="signed-in">{at.startsWith('/user') ? <UserProfile routing="path" path="/user" /> : <Account />}</Show>
    </>
  )
}
