/**
 * The sample database of the examples: every question of a small sample site, crawled on 1 November 2026, and again on 3
 * November, when a title was edited, an answer was taken away, another got thanks, a supplement was
 * added to, a list of related questions lost its first one, one question was gone, and one had grown to two pages of which one was fetched.
 */
import { keepSites } from '../../../src/app/settings/keep-sites.ts'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { loadRecords } from '../../../src/load/load-records.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'

const runs = [
  { runId: '00000000-0000-4000-8000-000000000001', at: new Date('2026-11-01T00:00:00Z') },
  { runId: '00000000-0000-4000-8000-000000000003', at: new Date('2026-11-03T00:00:00Z') },
] as const

/** The pages of both crawls, and those to which something happened between them, as they were before. */
export interface SampleScene {
  readonly pages: readonly QuestionPage[]
  readonly later: readonly QuestionPage[]
  readonly edited: QuestionPage
  readonly losing: QuestionPage
  readonly thanked: QuestionPage
  readonly growing: QuestionPage
  readonly gone: QuestionPage
  readonly relisted: QuestionPage
  readonly supplemented: QuestionPage
}

export async function fillSampleDatabase({ db }: Store): Promise<SampleScene> {
  const site = await startSampleSite({ questions: 40, seed: 1 })
  const pages = site.expected().filter(({ complete }) => complete)
  await site.close()
  const [edited, losing, thanked, growing, gone, ...others] = pages.filter(
    ({ answers }) => answers.length > 1,
  )
  const supplemented = others.find(({ replies }) => replies.length > 0)
  const relisted = others.find((page) => page !== supplemented && page.related.length > 1)
  if (!supplemented || !relisted || !edited || !losing || !thanked || !growing || !gone)
    throw new Error('the sample site is too small')
  const later = pages
    .filter((page) => page !== gone)
    .map((page): QuestionPage => {
      if (page === edited) return { ...page, title: `${page.title}（解決しました）` }
      if (page === losing) return { ...page, answers: page.answers.slice(0, -1) }
      if (page === thanked) {
        const [first, ...rest] = page.answers
        return first === undefined ? page : { ...page, answers: [{ ...first, thanksCount: 5 }, ...rest] }
      }
      if (page === supplemented) {
        const [first, ...rest] = page.replies
        return first === undefined
          ? page
          : { ...page, replies: [{ ...first, body: `${first.body}\n追記です。` }, ...rest] }
      }
      if (page === relisted) {
        return {
          ...page,
          related: page.related.slice(1).map((link, index) => ({ ...link, rank: index + 1 })),
        }
      }
      return page === growing ? { ...page, complete: false, nextPageUrl: `${page.url}?page=2` } : page
    })

  await keepSites(db)
  await db.transaction().execute(async (trx) => {
    for (const [number, { runId, at }] of runs.entries()) {
      const captured = (number === 0 ? pages : later).map((page, index) => ({
        page,
        path: new URL(page.url).pathname,
        capturedAt: new Date(at.getTime() + index * 2_000),
        captureId: `urn:uuid:00000000-0000-4000-8000-${String(number * 1_000 + index).padStart(12, '0')}`,
        parserVersion: '2026-11-01a',
      }))
      await trx
        .insertInto('crawl.run')
        .values({
          run_id: runId,
          kind: 'crawl',
          started_at: at,
          mondo_version: '0.1.0',
          parser_version: '2026-11-01a',
        })
        .execute()
      await trx
        .insertInto('crawl.capture')
        .values(
          captured.map(({ page, path, capturedAt, captureId }, index) => ({
            capture_id: captureId,
            run_id: runId,
            site: page.site,
            path,
            url: page.url,
            captured_at: capturedAt,
            status: 200,
            warc_file: `mondo-2026110${number === 0 ? 1 : 3}.warc.gz`,
            warc_offset: index * 10_000,
            warc_length: 10_000,
            payload_digest: `sha256:${captureId.slice(-12)}`,
            body_bytes: 9_000,
          })),
        )
        .execute()
      await loadRecords(trx, captured, pageStateStore)
      const isChanged = new Set<QuestionPage>(
        number === 0 ? pages : later.filter((page) => !pages.includes(page)),
      )
      await trx
        .insertInto('crawl.visit')
        .values([
          ...captured.map(({ page, path, capturedAt, captureId }) => ({
            run_id: runId,
            site: page.site,
            path,
            host_group: 'sample.example',
            visited_at: capturedAt,
            outcome: isChanged.has(page) ? 'loaded' : 'unchanged',
            capture_id: captureId,
            parser_version: '2026-11-01a',
            requests: 1,
            bytes: 9_000,
          })),
          ...(number === 0
            ? []
            : [
                {
                  run_id: runId,
                  site: gone.site,
                  path: new URL(gone.url).pathname,
                  host_group: 'sample.example',
                  visited_at: at,
                  outcome: 'gone',
                  requests: 1,
                  bytes: 100,
                },
              ]),
        ])
        .execute()
    }
    await markQuestionsGone(
      trx,
      [{ site: gone.site, questionId: gone.questionId, capturedAt: runs[1].at }],
      pageStateStore,
    )
  })
  return { pages, later, edited, losing, thanked, growing, gone, relisted, supplemented }
}
