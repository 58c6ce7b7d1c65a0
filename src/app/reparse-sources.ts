/** What `mondo reparse` reads: the pages of archives, files and folders, one at a time. */
import type { Readable } from 'node:stream'
import type { MondoError } from '../model/errors.ts'
import type { SourcePage } from '../reparse/source.ts'
import { savedPages } from './saved-pages.ts'

export async function* reparseSources(
  paths: readonly string[],
  { site, stdin }: { readonly site?: string; readonly stdin: Readable },
  noteFailure: (error: MondoError) => void,
): AsyncGenerator<SourcePage> {
  for await (const page of savedPages(paths, { ...(site === undefined ? {} : { site }), stdin })) {
    if (page.kind === 'failed') noteFailure(page.error)
    // What a capture says without its body, the crawl has taken from its status already.
    if (page.kind !== 'page') continue
    const { bytes, options, from } = page
    yield from.kind === 'capture'
      ? { bytes, options, captureId: from.capture.id, capturedAt: from.capture.capturedAt }
      : { bytes, options, captureId: null, capturedAt: from.modifiedAt }
  }
}
