import { expect, onTestFinished } from 'vitest'

// Test files share their modules and the console, so it is listened to once.
const warnings: string[] = []
const report = console.error
console.error = (...words: unknown[]) => {
  if (/children with the same key|unique "key" prop/.test(String(words[0]))) warnings.push(words.map(String).join(' '))
  report(...words)
}

/**
 * Fails a test in which React warned of children with the same key: such children are drawn twice, or stay when they should be gone.
 * Called by the test itself.
 */
export function expectDistinctKeys(): void {
  warnings.length = 0
  onTestFinished(() => expect(warnings).toEqual([]))
}
