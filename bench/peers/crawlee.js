/**
 * The crawl by Crawlee: `node crawlee.js SEED OUT.jsonl`. One line of fields for each question.
 *
 * Fast as Crawlee allows: sixteen requests at once from the start (https://crawlee.dev/js/docs/guides/scaling-crawlers), storage in
 * memory that is not written to disk (https://crawlee.dev/js/api/core/interface/ConfigurationOptions#persistStorage), no session
 * pool and no cookies, which nothing here needs (https://crawlee.dev/js/docs/guides/session-management), no log. It obeys
 * robots.txt, as mondo does. It has one encoding for all pages at most (`forceResponseEncoding`), and these have three: its
 * default stands, and how many questions come out wrong is counted.
 */
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { CheerioCrawler, Configuration, log } from '@crawlee/cheerio'
import { fieldsIn } from '../cheerio-fields.ts'

const [seed, out] = process.argv.slice(2)
const file = createWriteStream(out)
log.setLevel(log.LEVELS.OFF)

const crawler = new CheerioCrawler(
  {
    minConcurrency: 16,
    maxConcurrency: 16,
    useSessionPool: false,
    persistCookiesPerSession: false,
    respectRobotsTxtFile: true,
    maxRequestRetries: 0,
    statisticsOptions: { persistenceOptions: { enable: false } },
    async requestHandler({ $, request, addRequests }) {
      const { pathname } = new URL(request.url)
      const id = /^\/qa\/q(\d+)\.html$/.exec(pathname)?.[1]
      if (id !== undefined) file.write(`${JSON.stringify({ id, ...fieldsIn($, 'sample') })}\n`)
      if (!pathname.startsWith('/list/')) return
      const links = $('a[href]')
        .map((_, link) => new URL($(link).attr('href'), request.url).href)
        .get()
      await addRequests(links.filter((url) => /^\/(?:list\/|qa\/q\d+\.html$)/.test(new URL(url).pathname)))
    },
  },
  new Configuration({ persistStorage: false }),
)
await crawler.run([seed])
file.end()
await finished(file)
