import type { Context } from '../../context.ts'
import type { Instance } from '../../instances/instance.ts'
import { openScratch } from './scratch.ts'
import { type Walked, walkPaths } from './walk.ts'

/** Every way in to a copy of an instance that nobody is in. */
export async function examinePaths(context: Pick<Context, 'config'>, instance: Instance): Promise<Walked[]> {
  const scratch = await openScratch(context, instance)
  try {
    return await walkPaths(scratch)
  } finally {
    await scratch.close()
  }
}

/** One line for each way and state, gaps first. */
export function pathRows(slug: string, walked: readonly Walked[]): string[][] {
  const order = { gap: 0, 'by design': 1, ok: 2 }
  return walked
    .toSorted((a, b) => order[a.verdict] - order[b.verdict])
    .map((each) => [each.verdict, slug, each.path, each.state, each.demands, each.without, each.with ?? '–', each.why])
}
