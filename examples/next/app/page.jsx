import { UserButton } from '@clerk/nextjs'
import { auth, currentUser } from '@clerk/nextjs/server'

/** Made on the server; proxy.js lets nobody come here who is not signed in, second step included. */
export default async function Home() {
  const { userId } = await auth()
  const user = await currentUser()
  return (
    <main>
      <UserButton />
      <h1>{user?.primaryEmailAddress?.emailAddress}</h1>
      <p role="status">{`user ${userId}, second step ${user?.twoFactorEnabled ? 'set up' : 'missing'}`}</p>
    </main>
  )
}
