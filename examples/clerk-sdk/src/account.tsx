import { useAuth, useReverification, useUser } from '@clerk/react'
import { useState } from 'react'

/** For those who signed in: one call to the API, and one that wants a fresh proof of the second step. */
export function Account() {
  const { getToken } = useAuth()
  const { user } = useUser()
  const [answer, setAnswer] = useState('')

  const ask = async (method: 'GET' | 'POST', path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${await getToken()}` }
    return (await fetch(path, { method, headers })).json()
  }
  // When the API wants a proof, this opens the dialog for it and then asks once more.
  const transfer = useReverification(() => ask('POST', '/api/transfers'))
  const show = async (asking: Promise<unknown>) => {
    try {
      setAnswer(JSON.stringify(await asking))
    } catch {
      setAnswer('Nothing was done.')
    }
  }

  return (
    <>
      <h1>{user?.primaryEmailAddress?.emailAddress}</h1>
      <button type="button" className="action" onClick={() => show(ask('GET', '/api/me'))}>
        Who am I to the API?
      </button>
      <button type="button" className="action" onClick={() => show(transfer())}>
        Transfer money
      </button>
      <p role="status">{answer}</p>
    </>
  )
}
