/** The wire speaks snake_case, programs speak camelCase; this is the one place where they meet. */

type CamelKey<K> = K extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelKey<Tail> & string>}` : K
type OpaqueKey = 'unsafe_metadata' | 'public_metadata' | 'data'

/** A wire view as programs see it: camelCase names all the way down, read-only. */
export type Camel<T> = T extends readonly (infer Item)[]
  ? readonly Camel<Item>[]
  : T extends object
    ? { readonly [K in keyof T as CamelKey<K>]: K extends OpaqueKey ? T[K] : Camel<T[K]> }
    : T

// The application's own data: its keys are not ours to rename.
const opaqueKeys: ReadonlySet<string> = new Set<OpaqueKey>(['unsafe_metadata', 'public_metadata', 'data'])

export const camelKey = (key: string) => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
export const snakeKey = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export function toCamel<T>(view: T): Camel<T> {
  return camel(view) as Camel<T>
}

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(camel))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, item]) => [camelKey(key), opaqueKeys.has(key) ? item : camel(item)])
  return Object.freeze(Object.fromEntries(entries))
}
