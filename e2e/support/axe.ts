import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults, RunOnly } from 'axe-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The rules of these standards that look at colours. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** What is wrong with the page for people who cannot see, hear or point: one readable line each. */
export function findBarriers(page: Page): Promise<string[]> {
  return run(page, { type: 'tag', values: standards })
}

/** The same for the look of a page whose structure was checked in another look. */
export function findColourBarriers(page: Page): Promise<string[]> {
  return run(page, { type: 'rule', values: colourRules })
}

async function run(page: Page, runOnly: RunOnly): Promise<string[]> {
  // Evaluated by the debugger and not added as a script element, which the page's CSP would refuse; once for each document, as that takes
  // longer than most runs.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const results = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: { run(context: string, options: object): Promise<AxeResults> } }
    return axe.run('html', { runOnly, resultTypes: ['violations'] })
  }, runOnly)
  return results.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${violation.help} (${node.target.join(' ')}) ${node.html}`),
  )
}
