import { AppError } from '@countersign/contract'
import { hash } from '@node-rs/argon2'
import { expect, test } from 'vitest'
import { openKeyring } from './keyring.ts'
import { createHasher } from './password-hash.ts'
import { firstPepper } from './peppers.ts'
import { systemRandom } from './random.ts'

const keyringOf = (pepper: number) =>
  openKeyring({
    masterKeys: [Buffer.alloc(32, 1)],
    random: systemRandom,
    peppers: firstPepper(Buffer.alloc(32, pepper)),
  })
const keyring = keyringOf(1)
const hasher = createHasher(keyring)

test('a password is right for its own hash only', async () => {
  const phc = await hasher.hash('correct horse')
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await hasher.verify('correct horse', phc)).toEqual({ isRight: true, needsRehash: false })
  expect(await hasher.verify('correct house', phc)).toEqual({ isRight: false, needsRehash: false })
  expect(await hasher.hash('correct horse')).not.toBe(phc)
})

test('the same letters are the same password however a keyboard spells them', async () => {
  const phc = await hasher.hash('caf\u00e9 cre\u0300me')
  expect((await hasher.verify('cafe\u0301 cr\u00e8me', phc)).isRight).toBe(true)
})

test('long passwords count to their last letter', async () => {
  const phc = await hasher.hash(`${'x'.repeat(255)}a`)
  expect((await hasher.verify(`${'x'.repeat(255)}b`, phc)).isRight).toBe(false)
})

test('without the pepper a stolen hash says nothing about a guess', async () => {
  const phc = await hasher.hash('password1')
  expect((await createHasher(keyringOf(2)).verify('password1', phc)).isRight).toBe(false)
})

test('a hash made with other costs is right and wants to be made again', async () => {
  const phc = await hash(keyring.mac('password', 'old'), { memoryCost: 8_192, timeCost: 1, parallelism: 1 })
  expect(await hasher.verify('old', phc)).toEqual({ isRight: true, needsRehash: true })
})

test('for a user who does not exist the same work is done', async () => {
  const phc = await hasher.hash('correct horse')
  const time = async (work: () => Promise<unknown>) => {
    const times: number[] = []
    for (let run = 0; run < 9; run++) {
      // Of the processor, not of the clock: what else the machine does is no difference between the two.
      const start = process.cpuUsage()
      await work()
      const { user, system } = process.cpuUsage(start)
      times.push(user + system)
    }
    return times.sort((a, b) => a - b)[4] ?? 0
  }
  const checked = await time(() => hasher.verify('wrong', phc))
  const burned = await time(() => hasher.burn('wrong'))
  expect(burned / checked).toBeGreaterThan(0.6)
  expect(burned / checked).toBeLessThan(1.6)
})

test('what does not fit into the queue is refused at once, and what waits is done (R140)', async () => {
  const small = createHasher(keyring, { slots: 1, queue: 3 })
  let refused = 0
  const works = Array.from({ length: 20 }, () =>
    small.hash('x').catch((error: unknown) => {
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject({ code: 'server_busy', params: { seconds: expect.any(Number) } })
      refused += 1
      return 'refused'
    }),
  )
  // At once: before any of the hashes can have been made, and without waiting for anything.
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  expect(refused).toBe(16)
  expect((await Promise.all(works)).filter((work) => work !== 'refused')).toHaveLength(4)
})
