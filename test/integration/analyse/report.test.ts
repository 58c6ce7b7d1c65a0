/** `mondo report`: a run of the sample site as one file, on every store and through the command line. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSession } from '../../../src/analyse/read-session.ts'
import { objects } from '../../../src/analyse/report/figure.ts'
import { questionFigures } from '../../../src/analyse/report/question-figures.ts'
import { type Report, readReport } from '../../../src/analyse/report/read-report.ts'
import { reportFile } from '../../../src/analyse/report/report-page.ts'
import { runSql } from '../../../src/analyse/run-sql.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import { closing } from '../../../src/model/closing.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { crawlSample, temporaryFolder } from '../crawl/sample-crawl.ts'
import { freshStore, storeNames } from '../stores.ts'

const now = new Date('2026-12-01T00:00:00Z')
const lastRun = { runId: null, since: null, until: null }

describe.each(storeNames)('%s', (name) => {
  let store: Store
  let report: Report
  let runId: string
  let questions: readonly QuestionPage[]
  /** Path, status and bytes of each answer that the site gave to the crawl. */
  let answered: readonly { readonly path: string; readonly status: number; readonly bytes: number }[]
  const figure = (id: string) => {
    const found = report.chapters.flatMap(({ figures }) => figures).find((each) => each.id === id)
    if (found === undefined) throw new Error(`no figure ${id}`)
    return found
  }

  beforeAll(async () => {
    store = await freshStore(name)
    expect(await readReport(store, lastRun, now)).toBeNull()
    await using site = closing(await startSampleSite({ questions: 12 }))
    const { summary } = await crawlSample(store, { urls: [`${site.url}/`] })
    runId = summary.runId
    questions = site.expected()
    const asked = [...site.requests]
    answered = await Promise.all(
      asked.map(async ({ url: path }) => {
        const response = await fetch(new URL(path, site.url))
        return { path, status: response.status, bytes: (await response.arrayBuffer()).byteLength }
      }),
    )
    const read = await readReport(store, lastRun, now)
    if (read === null) throw new Error('no report')
    report = read
  })

  test('its totals are those of the run', async () => {
    const { rows } = await sql<{ requests: number; visits: number }>`
      select (select sum(requests)::int from crawl.visit) as requests, (select count(*)::int from crawl.visit) as visits
    `.execute(store.db)
    expect(report.totals).toMatchObject({ questions: 12, loaded: 12, rejected: 0, ...rows[0] })
    const outcomes = objects(figure('outcomes').result)
    expect(outcomes.reduce((sum, row) => sum + Number(row['pages']), 0)).toBe(rows[0]?.visits)
    expect(
      objects(figure('answers-each').result).reduce((sum, row) => sum + Number(row['questions']), 0),
    ).toBe(12)
    expect(
      objects(figure('first-answer').result).reduce((sum, row) => sum + Number(row['questions']), 0),
    ).toBe(12)
  })

  test('its pages, responses and bytes are those that the site counts itself', () => {
    const sums = (id: string, by: string, value: string) =>
      Object.fromEntries(
        [...Map.groupBy(objects(figure(id).result), (row) => String(row[by]))].map(([name, rows]) => [
          name,
          rows.reduce((sum, row) => sum + Number(row[value]), 0),
        ]),
      )
    const lists = answered.filter(({ path }) => path === '/' || path.startsWith('/list/')).length
    // One question that is linked is gone, and one link is not for robots.
    expect(sums('outcomes', 'outcome', 'pages')).toEqual({ loaded: 12, links: lists, gone: 1, skipped: 1 })
    expect(answered.map(({ status }) => status).filter((status) => status !== 200)).toEqual([404])
    expect(sums('statuses', 'status', 'responses')).toEqual({ 200: answered.length - 1, 404: 1 })
    const bytes = answered.reduce((sum, one) => sum + one.bytes, 0)
    expect(Object.values(sums('bytes', 'host_group', 'bytes'))).toEqual([bytes])
    expect(report.totals).toMatchObject({ requests: answered.length, responses: answered.length, bytes })
    expect(objects(figure('hosts').result)).toEqual([
      expect.objectContaining({
        state: 'ready',
        parked_reason: null,
        backoff_until: null,
        quality_gate: null,
      }),
    ])
    expect(figure('rejects').result.rows).toEqual([])
  })

  test('its questions and answers are those of the site, by day, number, delay and category', () => {
    const shown = (id: string, ...names: readonly string[]) =>
      objects(figure(id).result).map((row) => names.map((name) => row[name]))
    const tally = (keys: readonly string[]) =>
      [...Map.groupBy(keys, (key) => key)].map(([key, same]) => `${key} ${same.length}`).sort()
    const told = (id: string, ...names: readonly string[]) =>
      shown(id, ...names)
        .map((row) => row.join(' '))
        .sort()

    const dayMs = 86_400_000
    const width = Number(/by (\d+) days$/.exec(figure('posts').title)?.[1] ?? 1)
    const monday = Date.UTC(2000, 0, 3)
    const begin = (day: string) => {
      const days = Math.floor((Date.parse(day) - monday) / dayMs / width) * width
      return new Date(monday + days * dayMs).toISOString().slice(0, 10)
    }
    const binned = (kind: string, posted: readonly (string | null)[]) =>
      posted.flatMap((at) => (at === null ? [] : [`${begin(at.slice(0, 10))} ${kind}`]))
    expect(told('posts', 'day', 'kind', 'posts')).toEqual(
      tally([
        ...binned(
          'questions',
          questions.map(({ postedAt }) => postedAt),
        ),
        ...binned(
          'answers',
          questions.flatMap(({ answers }) => answers.map(({ postedAt }) => postedAt)),
        ),
      ]),
    )
    expect(told('answers-each', 'answers', 'status', 'questions')).toEqual(
      tally(questions.map(({ answers, status }) => `${Math.min(answers.length, 12)} ${status}`)),
    )
    expect(told('first-answer', 'delay', 'precision', 'questions')).toEqual(tally(questions.map(delayOf)))
    const byCategory = [...Map.groupBy(questions, ({ categories }) => categories[0] ?? '(none)')]
    expect(told('categories', 'category', 'questions', 'solved', 'answers_each')).toEqual(
      byCategory
        .map(([category, of]) => {
          const answers = of.reduce((sum, one) => sum + one.answers.length, 0)
          const solved = of.filter(({ status }) => status === 'solved').length
          return `${category} ${of.length} ${solved} ${Math.round((10 * answers) / of.length) / 10}`
        })
        .sort(),
    )
  })

  test('response times are known of what was fetched, and the gaps of what was asked', () => {
    const times = objects(figure('response-times').result)
    expect(times.length).toBeGreaterThan(0)
    for (const row of times) expect(row['longest_ms']).toBeGreaterThanOrEqual(Number(row['median_ms']))
    expect(objects(figure('gaps').result)).toEqual([expect.objectContaining({ permitted_seconds: null })])
  })

  test('its file has a chart, a table and the SQL of each figure, and fetches and runs nothing', async () => {
    const page = await reportFile(report)
    expect(page.match(/<svg class="chart"/g)?.length).toBeGreaterThanOrEqual(9)
    const figures = page.match(/<section class="figure"/g)?.length ?? 0
    // The totals have theirs too.
    expect(page.match(/<details class="sql">/g)).toHaveLength(figures + 1)
    expect(page).not.toMatch(/<script|<link|<img|\bon[a-z]+=|url\(/i)
    expect(page).not.toMatch(/NaN|undefined|\[object/)
    expect(page).toContain("default-src 'none'")
  })

  test('the SQL of every figure gives its rows in mondo sql', async () => {
    const figures = report.chapters.flatMap((chapter) => chapter.figures)
    for (const { statement, result } of figures) expect(await runSql(store, statement)).toEqual(result)
  })

  test('a run is found by the beginning of its id, a span by its times', async () => {
    const byId = await readReport(store, { ...lastRun, runId: runId.slice(0, 8).toUpperCase() }, now)
    expect(byId?.totals).toEqual(report.totals)
    const span = await readReport(store, { ...lastRun, since: new Date('2000-01-01Z') }, now)
    expect(span?.totals).toEqual(report.totals)
    expect(await readReport(store, { ...lastRun, since: new Date('2100-01-01Z') }, now)).toBeNull()
    await expect(readReport(store, { ...lastRun, runId: 'ffff%' }, now)).rejects.toMatchObject({
      code: 'usage',
    })
  })

  test('the first answer is not known where an undated one may have come before, and may be older than its question', async () => {
    const other = await freshStore(name)
    const at = (questionId: string, ...times: readonly (string | null)[]) =>
      aPage({
        questionId,
        postedAt: '2026-11-02T01:00:00+09:00',
        answers: times.map((postedAt, i) => anAnswer(`${i + 1}`, { postedAt })),
      })
    await loadPages(other.db, [
      at('1', null, '2026-11-02T03:00:00+09:00'),
      at('2', '2026-11-02T03:00:00+09:00', '2026-11-02'),
      at('3', '2026-11-02T03:00:00+09:00', '2026-11-03'),
      at('4', '2026-11-02T00:30:00+09:00'),
    ])
    const [plan] = (
      await readSession(other, {}, (session) => questionFigures(session, { sites: ['sample'] }))
    ).filter(({ id }) => id === 'first-answer')
    expect((await runSql(other, plan?.statement ?? '')).rows.toSorted()).toEqual([
      ['1 to 6 h', 'to the minute', 1],
      ['before the question', 'to the minute', 1],
      ['not known', 'not known', 1],
      ['same day', 'to the day', 1],
    ])
  })

  test('rejected pages stand by reason and layout, with the checks that failed and a chart', async () => {
    const other = await freshStore(name)
    const dir = await temporaryFolder()
    let isBroken = false
    // Invented: a page without a title.
    const untitled = '<main><h2>回答No.1</h2><p>あ</p><h2>回答No.1</h2><p>い</p></main>'
    await using site = closing(
      await startSampleSite({
        questions: 8,
        intercept: ({ url = '' }, response) => {
          if (!isBroken || !url.startsWith('/qa/q')) return false
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          response.end(Number(/\d+/.exec(url)?.[0]) % 2 === 0 ? '' : untitled)
          return true
        },
      }),
    )
    await crawlSample(other, { urls: [`${site.url}/`], dir })
    const layouts = await other.db.selectFrom('qa.question').select(['question_id', 'layout']).execute()
    isBroken = true
    await sql`update crawl.page set due_at = '2000-01-01Z'`.execute(other.db)
    await crawlSample(other, { urls: [`${site.url}/`], dir })
    const read = await readReport(other, lastRun, now)
    const rejects = read?.chapters.flatMap(({ figures }) => figures).find(({ id }) => id === 'rejects')
    if (read === null || rejects === undefined) throw new Error('no figure of rejects')
    const kindOf = (id: string, layout: string) => `${Number(id) % 2 === 0 ? 'empty' : 'checks'} ${layout}`
    const expected = Map.groupBy(layouts, ({ question_id, layout }) => kindOf(question_id, layout))
    const rows = objects(rejects.result).filter(({ layout }) => layout !== 'not known')
    expect(new Map(rows.map((row) => [`${row['reason']} ${row['layout']}`, row['pages']]))).toEqual(
      new Map([...expected].map(([kind, pages]) => [kind, pages.length])),
    )
    for (const { reason, failed_checks } of rows)
      expect(failed_checks).toBe(reason === 'checks' ? 'no-title' : null)
    const page = await reportFile(read)
    const section = page.slice(
      page.indexOf('aria-labelledby="rejects"'),
      page.indexOf('aria-labelledby="coverage"'),
    )
    expect(section).toContain('<svg class="chart"')
    expect(section).toContain('checks · okwave/')
  })

  test('a category that is hostile is text in the file', async () => {
    await sql`update qa.question set categories = array['<img src=x onerror=alert(1)>']`.execute(store.db)
    const hostile = await readReport(store, lastRun, now)
    if (hostile === null) throw new Error('no report')
    const page = await reportFile(hostile)
    expect(page).not.toContain('<img')
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })
})

/** How soon a question of the sample site was answered, and how exactly its page tells; by the words of the report. */
function delayOf({ postedAt, answers }: QuestionPage): string {
  const times = answers.map((answer) => answer.postedAt)
  if (times.length === 0) return 'no answer not known'
  if (postedAt === null || times.includes(null)) return 'not known not known'
  const known = times.flatMap((time) => time ?? []).sort()
  const first = known[0] ?? ''
  const days = (Date.parse(first.slice(0, 10)) - Date.parse(postedAt.slice(0, 10))) / 86_400_000
  const isExact = [postedAt, ...known].every((time) => time.length > 10)
  const hours = (Date.parse(first) - Date.parse(postedAt)) / 3_600_000
  const later = (waited: number) => (waited < 2 ? 'next day' : waited < 7 ? '2 to 6 days' : 'a week or more')
  if (!isExact) return `${days === 0 ? 'same day' : later(days)} to the day`
  const soon = hours < 1 ? 'under 1 h' : hours < 6 ? '1 to 6 h' : hours < 24 ? '6 to 24 h' : later(hours / 24)
  return `${soon} to the minute`
}

test('crawl --report writes it at the end, and mondo report again', async () => {
  const folder = await temporaryFolder()
  const [data, out, again] = ['data', 'crawl.html', 'again.html'].map((each) => join(folder, each)) as [
    string,
    string,
    string,
  ]
  const common = ['--data', data, '--db', `pglite:${join(data, 'db')}`]
  await using site = closing(await startSampleSite({ questions: 4 }))
  const crawl = [
    'crawl',
    `${site.url}/`,
    '--allow-private',
    '--rate',
    'unlimited',
    '--site',
    'sample',
    ...common,
  ]
  const refused = await runMondo([...crawl, '--report', join(folder, 'nowhere', 'r.html')])
  expect(refused).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--report: there is no folder'),
  })
  const crawled = await runMondo([...crawl, '--report', out])
  expect(crawled.exitCode, crawled.stderr).toBe(0)
  expect(crawled.stderr).toContain(`mondo: report ${out}`)
  expect(await readFile(out, 'utf8')).toContain('<svg class="chart"')

  const made = await runMondo(['report', '--out', again, ...common])
  expect(made).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(again) })
  expect(await readFile(again, 'utf8')).toContain('<h1>Run ')
  const unwritten = await runMondo(['report', '--out', join(folder, 'nowhere', 'r.html'), ...common])
  expect(unwritten).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('the report cannot be written'),
  })
})
