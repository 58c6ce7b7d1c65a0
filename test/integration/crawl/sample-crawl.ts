/** A crawl of the sample site for tests, with a folder that is removed when the test file ends. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CrawlEnd } from '../../../src/crawl/engine/crawl.ts'
import type { Store } from '../../../src/database/store.ts'
import { afterThisFile } from '../../clean-ups.ts'
import { crawlInto, type SampleCrawl } from './crawl-into.ts'

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mondo-crawl-'))
  afterThisFile(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** `dir`: the archive folder; a new one where none is given. */
export async function crawlSample(
  store: Store,
  { dir, ...wanted }: SampleCrawl & { readonly dir?: string },
): Promise<CrawlEnd> {
  return await crawlInto(store, dir ?? (await temporaryFolder()), wanted)
}
