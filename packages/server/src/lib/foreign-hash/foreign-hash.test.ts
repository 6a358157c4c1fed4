import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openKeyring } from '../keyring.ts'
import { createHasher } from '../password-hash.ts'
import { firstPepper } from '../peppers.ts'
import { systemRandom } from '../random.ts'
import { readForeign, storeForeign } from './foreign-hash.ts'
import { hasherOf, readForeignHash } from './read.ts'
import { ForeignHashError, readShape } from './shape.ts'

const keyring = openKeyring({
  masterKeys: [Buffer.alloc(32, 1)],
  random: systemRandom,
  peppers: firstPepper(Buffer.alloc(32, 1)),
})
const hasher = createHasher(keyring)
const given = 'correct horse battery'
const salt = 'AAECAwQFBgcICQoLDA0ODw=='

/** Made with other programs than ours. */
const samples: [hasher: string, digest: string, password: string][] = [
  ['bcrypt', '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS', given],
  ['bcrypt', '$2y$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS', given],
  ['bcrypt', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
  ['bcrypt_sha256_django', 'bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuuFABy..DpKi5eX.TjDW.8iDMNk/Tma6W', given],
  ['argon2id', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc', 'password'],
  ['argon2i', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA', 'password'],
  ['pbkdf2_sha1', 'pbkdf2_sha1$1000$seasalt$2cf4db627f7ff402e3cedc740edab957e0cb60b8', given],
  ['pbkdf2_sha256', `pbkdf2_sha256$1000$${salt}$AhaeZ02AwPxykuhhDI8XvhQN8GKvmqM+qF6qvs/98I0=`, given],
  ['pbkdf2_sha256_django', 'pbkdf2_sha256$1000$seasalt2$/AgPzJG5e6Yv25JIyxyWfNnB6QXmfp0Y+BEGfC3zoJE=', given],
  [
    'pbkdf2',
    `$pbkdf2-sha512$i=1000,l=64$${salt}$ToxFUi5y3fprZRW/V6CupR2uIDYfuy5rlsF9Z4E648lE68lw5lzmucru/HdPvmBJDSLroVh1Q2xCvjqd8NI/6Q==`,
    given,
  ],
  [
    'scrypt_werkzeug',
    'scrypt:1024:8:1$WzCiyQ6Nnbq5rpWs$4160b14c843c4f36d1e9d71c7ef1353e759efb06a260aa853742fa250607a2f1b8db150c89df3b22a0010f219f9254ed85dd56d7b125f772ac51fb8072006dba',
    given,
  ],
  [
    'better-auth',
    '000102030405060708090a0b0c0d0e0f:70cc7d605f9fd0bfd324b3978bd79ee81076d98810046ed91604c3cb8aa6957761a2b0b97abf1e7c417ec4a9baa7bd1ce53449880d90dc1117c88d69b4f0b72e',
    given,
  ],
]

test.each(samples)(
  'a password hashed by %s elsewhere is right here, another one is not, and it wants to be hashed anew (R43)',
  async (name, digest, password) => {
    const stored = storeForeign(keyring, readForeignHash(name, digest))
    expect(await hasher.verify(password, stored)).toEqual({ isRight: true, needsRehash: true })
    expect((await hasher.verify(`${password} `, stored)).isRight).toBe(false)
    // The digest itself is not in what is stored.
    expect(stored).not.toContain(digest.slice(-20))
    expect(readForeign(stored)).not.toBeNull()
  },
)

test.each([
  ['bcrypt', '$2b$31$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'],
  ['bcrypt', '$2b$03$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'],
  ['argon2id', '$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['argon2id', '$argon2id$v=19$m=65536,t=9999,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
  ['pbkdf2_sha1', 'pbkdf2_sha1$900000000$seasalt$2cf4db627f7ff402e3cedc740edab957e0cb60b8'],
  ['scrypt_werkzeug', `scrypt:1048576:64:1$salt$${'ab'.repeat(32)}`],
  ['scrypt_werkzeug', `scrypt:1000:8:1$salt$${'ab'.repeat(32)}`],
])('costs that would stop a server are refused when the hash comes in: %s %s (R140)', (name, digest) => {
  expect(() => readForeignHash(name, digest)).toThrow(/costs/)
})

test.each(['md5', 'sha256', 'phpass', 'sha512_symfony', 'ldap_ssha'])(
  '%s keeps no password secret and is refused',
  (name) => {
    expect(() => readForeignHash(name, '5f4dcc3b5aa765d61d8327deb882cf99')).toThrow(/fast hash/)
  },
)

test('no text is a hash by accident, none crashes the reader, and no reason repeats it', () => {
  const names = [...new Set(samples.map(([name]) => name)), 'toString', '']
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.string({ minLength: 6, maxLength: 200 }), (name, text) => {
      try {
        readForeignHash(name, text)
      } catch (error) {
        expect(error).toBeInstanceOf(ForeignHashError)
        expect((error as Error).message).not.toContain(text)
        return
      }
      throw new Error('this was taken for a hash')
    }),
  )
})

test('what is stored is read only in the form in which it was written', () => {
  for (const text of [
    'bcrypt,31',
    'bcrypt,010',
    'pbkdf2,md5,1000,32',
    'scrypt,3,8,1,64',
    'none',
    'argon2id,65536,2,1,32,18',
  ])
    expect(readShape(text)).toBeNull()
  expect(() => readForeign('foreign$nothing')).toThrow(/malformed/)
  expect(readForeign('$argon2id$v=19$…')).toBeNull()
  expect(hasherOf('$2y$10$x')).toBe('bcrypt')
  expect(hasherOf('$argon2i$x')).toBe('argon2')
  expect(hasherOf('$pbkdf2-sha256$x')).toBe('pbkdf2')
  expect(hasherOf('5f4dcc3b')).toBeNull()
})

test('a hash of our own, a foreign one and none at all cost the same, right or wrong (R44)', async () => {
  const alike = 'pbkdf2,sha256,300000,32'
  const own = await hasher.hash(given)
  const foreign = storeForeign(
    keyring,
    readForeignHash('pbkdf2_sha256', `pbkdf2_sha256$300000$${salt}$AhaeZ02AwPxykuhhDI8XvhQN8GKvmqM+qF6qvs/98I0=`),
  )
  const works = [
    () => hasher.verify('wrong', own, alike),
    () => hasher.verify('wrong', foreign, alike),
    () => hasher.burn('wrong', alike),
  ]
  const times = works.map((): number[] => [])
  for (let round = 0; round < 7; round++)
    for (const [index, work] of works.entries()) {
      const start = process.cpuUsage()
      await work()
      const { user, system } = process.cpuUsage(start)
      times[index]?.push(user + system)
    }
  const medians = times.map((all) => all.sort((a, b) => a - b)[3] ?? 0)
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.6)
})
