/** One page through the same politeness as `mondo fetch`: into the archive, and from there. */
import { readCapture } from '../archive/warc-reader.ts'
import { MondoError } from '../model/errors.ts'
import { type PageFacts, type PageToAdd, pageFromCapture } from './add-fixture.ts'
import { type CommonFlags, commonOptions } from './common-options.ts'
import { crawlOptions } from './crawl-settings.ts'
import { type Fetched, fetchIntoArchive } from './fetch-urls.ts'
import { openFetching } from './open-fetching.ts'
import { stopSignal } from './stop-signal.ts'

export interface FetchPageFlags extends CommonFlags, PageFacts {
  readonly contact?: string
  readonly rate: number | 'unlimited'
  readonly allowPrivate?: true
}

export async function fetchPage(url: string, flags: FetchPageFlags): Promise<PageToAdd> {
  const { archiveFolder, databaseUrl } = commonOptions(flags)
  const { rate } = crawlOptions({ ...flags, urls: [url] })
  const stop = stopSignal()
  try {
    const fetching = await openFetching({ ...flags, rate, archiveFolder, databaseUrl, signal: stop.signal })
    let fetched: Fetched
    try {
      fetched = await fetchIntoArchive(url, fetching.parts)
    } finally {
      await fetching.close()
    }
    if (fetched.kind !== 'captured') throw notHad(fetched)
    return pageFromCapture(await readCapture(archiveFolder, fetched.at), flags)
  } finally {
    stop.release()
  }
}

function notHad(fetched: Exclude<Fetched, { kind: 'captured' }>): MondoError {
  const detail = 'detail' in fetched ? `: ${fetched.detail}` : ''
  return new MondoError('unreadable-input', `${fetched.url} was not had (${fetched.kind})${detail}`, {
    hint: 'Try again later, or save the page by hand and give the file',
  })
}
