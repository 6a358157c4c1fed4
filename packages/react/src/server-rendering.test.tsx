import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanup, render, screen } from '@testing-library/react'
import { renderToReadableStream } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { createPeer } from '../test/peer.ts'
import { type Countersign, CountersignProvider, SignUp, UserButton } from './index.ts'

afterEach(cleanup)

const page = (client: Countersign) => (
  <CountersignProvider client={client}>
    <UserButton profileUrl="/user" />
    <SignUp onComplete={() => {}} />
  </CountersignProvider>
)

test('hydrates lazy components without an error when the client has loaded before them', async () => {
  const stream = await renderToReadableStream(page(createPeer({}).client))
  await stream.allReady
  const container = document.createElement('div')
  container.innerHTML = await new Response(stream).text()
  document.body.append(container)

  const { client } = createPeer({})
  await client.load()
  const errors: unknown[] = []
  render(page(client), { container, hydrate: true, onRecoverableError: (error) => errors.push(error) })
  await screen.findByRole('button', { name: /Ada/ })
  await screen.findByRole('heading', { name: 'Create your account' })
  expect(errors).toEqual([])
})

test.each(['react', 'ui'])('the entry of @countersign/%s is a client module for React Server Components', (name) => {
  const entry = readFileSync(join(import.meta.dirname, `../../${name}/src/index.ts`), 'utf8')
  expect(entry.split('\n')[0]).toBe("'use client'")
  // Their compilers take no such line in a client module.
  expect(entry).not.toMatch(/^export \*/m)
})
