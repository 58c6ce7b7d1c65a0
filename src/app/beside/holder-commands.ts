/**
 * What a crawl does for other processes while it holds the data folder: they pause and resume hosts and add URLs through it,
 * as they would on a server.
 */
import { z } from 'zod'
import { pauseHost, resumeHost } from '../../crawl/politeness/paused-hosts.ts'
import type { Store } from '../../database/store.ts'
import type { Sites } from '../../parse/site/sites.ts'
import { type AddedUrls, addUrls } from '../frontier/add-urls.ts'

const pauseInput = z.object({
  hostGroup: z.string(),
  at: z.iso.datetime({ offset: true }),
  by: z.string(),
  reason: z.string().nullable(),
})
const resumeInput = z.object({ hostGroup: z.string() })
const addInput = z.object({
  runId: z.string(),
  urls: z.array(z.string()),
  now: z.iso.datetime({ offset: true }),
})

/** The embedded database alone is held by one process. */
export function takeHolderCommands(store: Store, sites: Sites): void {
  if (store.kind !== 'pglite') return
  const { db, commands } = store
  commands.set('pause', async (input) => {
    const { hostGroup, at, ...pause } = pauseInput.parse(input)
    await pauseHost(db, hostGroup, { ...pause, at: new Date(at) })
  })
  commands.set('resume', async (input) => await resumeHost(db, resumeInput.parse(input).hostGroup))
  commands.set('frontier add', async (input): Promise<AddedUrls> => {
    const { runId, urls, now } = addInput.parse(input)
    return await addUrls(db, each(urls), { runId, sites, now: new Date(now) })
  })
}

async function* each(urls: readonly string[]): AsyncGenerator<string> {
  yield* urls
}
