/** Three ways from pages to rows, and one result: the crawl itself, a re-parse of its archive, and `parse` into `load`. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { crawl } from '../../../src/index.ts'
import type { Redesign } from '../../../src/sample-site/pages.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../crawl/sample-crawl.ts'
import { everyRow } from '../load/tables.ts'
import { freshUrl, storeNames } from '../stores.ts'
import { captureOf, questionHtml, urlOf, writeArchive } from './saved-question.ts'

/** Of another site that is known, of a mirror, a partner and a stranger; the rest of the pages claim what is true. */
const claims = [
  'https://okwave.jp/qa/q8165099.html',
  'https://d3vj4k4n1zwj.cloudfront.net/qa/q8165099.html',
  'https://oshiete.nifty.com/qa8165099.html',
  'https://victim.example/questions/5/x',
]
const claimOf = (questionId: string) => claims[Number(questionId) % (2 * claims.length)]

const withClaims: Redesign = (question, html) => {
  const claimed = claimOf(question.page.questionId)
  const own = /<link rel="canonical" href="[^"]*">/
  const page = html(question)
  if (!own.test(page)) throw new Error('a page of the sample site names its own URL')
  return claimed === undefined
    ? page
    : page
        .replace(own, `<link rel="canonical" href="${claimed}">`)
        .replace('</head>', `<meta property="og:url" content="${claimed}"></head>`)
}

const options = { site: 'sample', allowPrivate: true, check: false, rate: 'unlimited' } as const

describe.each(storeNames)('%s', (name) => {
  let site: SampleSite
  let data: string
  let crawled: Awaited<ReturnType<typeof rowsIn>>

  async function rowsIn(db: string) {
    const store = await openStore(db)
    try {
      return await everyRow(store.db)
    } finally {
      await store.close()
    }
  }

  beforeAll(async () => {
    site = await startSampleSite({ questions: 40, redesign: withClaims })
    data = await temporaryFolder()
    const db = await freshUrl(name)
    const summary = await crawl({ ...options, urls: [`${site.url}/`], data, db })
    expect(summary).toMatchObject({ result: 'done', exitCode: 0 })
    crawled = await rowsIn(db)
  })
  afterAll(() => site.close())

  test('a page that claims to be another site’s stays its own site’s question', () => {
    const questions = crawled['question'] as readonly { readonly row: Readonly<Record<string, unknown>> }[]
    const found = questions.map(({ row }) => [row['site'], row['question_id'], row['url'], row['aliases']])
    const wanted = site.expected().map(({ questionId }) => {
      const claimed = claimOf(questionId)
      const url = `https://sample.example/qa/q${questionId}.html`
      return ['sample', questionId, url, claimed === undefined ? [] : [claimed]]
    })
    expect(found.toSorted()).toEqual(wanted.toSorted())
    expect(new Set(wanted.flatMap(([, , , aliases]) => aliases))).toEqual(new Set(claims))
  })

  test.each([
    ['of the whole archive', () => []],
    ['of a folder of WARC files', () => [join(data, 'archive')]],
  ])('a re-parse %s into an empty database gives the rows of the crawl', async (_, paths) => {
    const db = await freshUrl(name)
    const said = await runMondo(['reparse', ...paths(), '--site', 'sample', '--data', data, '--db', db])
    expect(said).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await rowsIn(db)).toEqual(crawled)
  })

  test('what parse prints of the archive gives them too', async () => {
    const db = await freshUrl(name)
    const parsed = await runMondo(['parse', join(data, 'archive'), '--site', 'sample'])
    expect(parsed).toMatchObject({ exitCode: 0, stderr: '' })
    const loaded = await runMondo(['load', '-', '--db', db], parsed.stdout)
    expect(loaded).toMatchObject({ exitCode: 0, stderr: '' })
    expect(withoutCapture(await rowsIn(db))).toEqual(withoutCapture(crawled))
  })

  test.each([
    ['一回目', '二回目'],
    ['二回目', '一回目'],
  ])(
    'of two captures of one question the later holds, and the earlier is history: %s, %s',
    async (...bodies) => {
      const id = '9900001'
      const archive = await temporaryFolder()
      const captures = bodies.map((body, at) => captureOf(questionHtml({ id, body }), urlOf(id), at + 1))
      await writeArchive(archive, captures)
      const [reparsed, loaded] = [await freshUrl(name), await freshUrl(name)]
      await runMondo(['reparse', archive, '--db', reparsed])
      const { stdout } = await runMondo(['parse', archive])
      expect(await runMondo(['load', '-', '--db', loaded], stdout)).toMatchObject({ exitCode: 0, stderr: '' })
      const rows = withoutCapture(await rowsIn(loaded))
      expect(rows).toEqual(withoutCapture(await rowsIn(reparsed)))
      expect([rows['question'], rows['question_version']].map((of) => of?.map(bodyOf))).toEqual([
        [bodies[1]],
        [bodies[0]],
      ])
    },
  )
})

const bodyOf = (row: string): unknown => JSON.parse(row).body

/** What `load` reads may come from anywhere: it keeps neither a capture nor the parser of a record. */
function withoutCapture(
  tables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, readonly string[]>> {
  const texts = Object.entries(tables).map(([table, rows]) => {
    const kept = (rows as readonly { readonly row: Readonly<Record<string, unknown>> }[]).map(({ row }) => {
      const { capture_id: _, parser_version: _parser, ...rest } = row
      return JSON.stringify(rest)
    })
    return [table, kept.sort()] as const
  })
  return Object.fromEntries(texts)
}
