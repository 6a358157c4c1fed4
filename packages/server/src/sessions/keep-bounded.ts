/** Remembers what can be made again, and forgets all of it when there is too much: memory stays bounded (R106). */
export function keepBounded<Value>(memory: Map<string, Value>, most: number, key: string, value: Value): void {
  if (memory.size >= most) memory.clear()
  memory.set(key, value)
}
