/** The pages of `mondo browse` over a crawled sample site, an edited question and hostile threads. */
import { loadPages } from '../../../../src/app/load-pages.ts'
import { type BrowserServer, serveBrowser } from '../../../../src/app/pages/serve-browser.ts'
import type { Store } from '../../../../src/database/store.ts'
import { closing } from '../../../../src/model/closing.ts'
import { silent } from '../../../../src/model/log.ts'
import { onlyBundled } from '../../../../src/parse/site/load-sites.ts'
import { startSampleSite } from '../../../../src/sample-site/server.ts'
import { afterThisFile } from '../../../clean-ups.ts'
import { aPage } from '../../../load/pages.ts'
import { crawlSample, temporaryFolder } from '../../crawl/sample-crawl.ts'
import { hostileThreads } from './hostile-threads.ts'

/** The question whose history has an edit: its id on the site `edited`. */
export const editedQuestion = { site: 'edited', questionId: '7' }

export async function serveSample(store: Store, questions: number): Promise<BrowserServer> {
  const dir = await temporaryFolder()
  await using site = closing(await startSampleSite({ questions }))
  await crawlSample(store, { urls: [`${site.url}/`], dir })
  for (const [day, body] of [
    ['01', '部屋干しのにおいを防ぐ方法はありますか。急ぎません。'],
    ['02', '部屋干しのにおいを防ぐ方法はありますか。急いでいます。'],
  ] as const) {
    const capturedAt = new Date(`2026-11-${day}T00:00:00Z`)
    const related = aPage().related.map((link) =>
      day === '02' ? link : { ...link, title: `前の${link.title}` },
    )
    const page = aPage({ ...editedQuestion, body, related, thanksCount: Number(day) })
    await loadPages(store.db, [page], { capturedAt })
  }
  await loadPages(store.db, hostileThreads(), { capturedAt: new Date('2026-11-03T00:00:00Z') })
  const server = await serveBrowser({ store, archiveFolder: dir, sites: onlyBundled, port: 0, log: silent })
  afterThisFile(() => server.close())
  return server
}
