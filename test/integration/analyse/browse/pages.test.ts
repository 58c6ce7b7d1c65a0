/** `mondo browse` over HTTP: every page of a crawled site, its lists as files, and what it refuses. */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { questionAddress } from '../../../../src/analyse/browse/addresses.ts'
import { failedBecause } from '../../../../src/analyse/browse/ask.ts'
import { guardHeaders } from '../../../../src/analyse/browse/guard.ts'
import { listings } from '../../../../src/analyse/browse/listings.ts'
import { checking } from '../../../../src/analyse/browse/pages/checks-page.ts'
import { grantAnalyst } from '../../../../src/analyse/grant-analyst.ts'
import { readSession } from '../../../../src/analyse/read-session.ts'
import { runChecks } from '../../../../src/analyse/run-checks.ts'
import { loadPages } from '../../../../src/app/load-pages.ts'
import { serveBrowser } from '../../../../src/app/pages/serve-browser.ts'
import { csvFormat, jsonFormat, type RowFormat } from '../../../../src/cli/output/row-formats.ts'
import type { Store } from '../../../../src/database/store.ts'
import { openStore, openStoreToRead } from '../../../../src/database/store.ts'
import { silent } from '../../../../src/model/log.ts'
import { onlyBundled } from '../../../../src/parse/site/load-sites.ts'
import { afterThisFile } from '../../../clean-ups.ts'
import { aPage } from '../../../load/pages.ts'
import { freshStore, freshUrl, storeNames } from '../../stores.ts'
import { hostileIds, hostileSites } from './hostile-threads.ts'
import { editedQuestion, serveSample } from './served.ts'

test('a login that reads only qa sees what it may, and is told what it may not', async () => {
  const ownerUrl = new URL(await freshUrl('postgres 15'))
  const owner = await openStore(ownerUrl.href)
  await loadPages(owner.db, [aPage()])
  const password = 'for-one-test-only'
  const request = { name: 'mondo_browser', password, timeoutMs: 10_000 }
  await grantAnalyst(owner, request, () => password)
  await owner.close()
  const store = await openStoreToRead(Object.assign(ownerUrl, { username: request.name, password }).href)
  afterThisFile(() => store.close())
  const server = await serveBrowser({
    store,
    archiveFolder: 'none',
    sites: onlyBundled,
    port: 0,
    log: silent,
  })
  afterThisFile(() => server.close())
  const page = async (path: string) => {
    const response = await fetch(new URL(path, server.url))
    return { status: response.status, body: await response.text() }
  }
  const key = 'site=sample&id=101'
  for (const path of [
    '/',
    '/?q=%E6%96%B9%E6%B3%95',
    `/question?${key}`,
    `/history?${key}`,
    `/lineage?${key}`,
    '/people',
  ]) {
    expect([path, (await page(path)).status]).toEqual([path, 200])
  }
  const refused = 'This login may not read what the page shows.'
  const crawl = await page('/crawl')
  expect(crawl.status).toBe(200)
  expect(crawl.body.split(refused)).toHaveLength(4)
  for (const path of ['/checks', '/run', '/runs.json']) {
    expect(await page(path)).toMatchObject({ status: 403, body: expect.stringContaining(refused) })
  }
})

/** Lists of a page that have rows: their names, the parameters of their files, and what a reader sees of their cells. */
function listsIn(body: string) {
  const sections = body.matchAll(
    /<section class="listing" aria-labelledby="list-([a-z]+)">(.*?)<\/section>/gs,
  )
  return [...sections].map(([, list = '', section = '']) => ({
    list,
    given: bare(/ href="\/[a-z]+\.json\??([^"]*)"/.exec(section)?.[1] ?? ''),
    cells: [...section.matchAll(/<tr>(.*?)<\/tr>/gs)]
      .slice(1)
      .map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => bare(cell))),
  }))
}

function bare(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** A value of a JSON file as a page shows it. */
function asShown([name, value]: [string, unknown]): string {
  if (value === null) return '–'
  if (name === 'capture_id') return 'archived page'
  if (name === 'is_best') return value === true ? 'best' : '–'
  if (name === 'run_id') return String(value).slice(0, 8)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 2 })
  if (Array.isArray(value)) return value.join(' › ')
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value)
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? `${text.slice(0, 10)} ${text.slice(11, 19)}` : text
}

describe.each(storeNames)('%s', (name) => {
  let store: Store
  let url: string
  let key: string
  const page = async (path: string) => {
    const response = await fetch(new URL(path, url))
    return { status: response.status, headers: response.headers, body: await response.text() }
  }

  beforeAll(async () => {
    store = await freshStore(name)
    ;({ url } = await serveSample(store, 12))
    const { rows } = await sql<{ question_id: string }>`
      select question_id from qa.question q where site = 'sample' and status = 'solved' and (
        select count(*) from qa.answer a where a.site = q.site and a.question_id = q.question_id) > 1
      order by question_id limit 1`.execute(store.db)
    key = `site=sample&id=${rows[0]?.question_id}`
  })

  test('every page that is linked is there, with the headers of the guard and no markup of strangers', async () => {
    const seen = new Set([
      '/',
      '/?q=%E6%96%B9%E6%B3%95',
      `/question?${key}`,
      `/lineage?${key}`,
      ...hostileIds.map((id, index) => questionAddress({ site: hostileSites[index] ?? '', id })),
    ])
    for (const path of seen) {
      const { status, headers, body } = await page(path)
      expect([path, status]).toEqual([path, 200])
      for (const [header, value] of Object.entries(guardHeaders)) expect(headers.get(header)).toBe(value)
      if (!headers.get('content-type')?.startsWith('text/html')) continue
      expect(body).toMatch(/^<!doctype html>\n<html lang="en">/)
      const hostile =
        /<script|<img|<svg onload|<[a-z]+[^>"]* on[a-z]+=|\bhref="(?!https?:|\/|#|\?).{0,40}/i.exec(body)
      expect([path, hostile?.[0] ?? null]).toEqual([path, null])
      expect([path, /\[object |>undefined<|>NaN</.exec(body)?.[0] ?? null]).toEqual([path, null])
      // Of each kind a few: the sample site repeats itself.
      const links = [...body.matchAll(/ href="(\/[^"#]*)/g)].map(([, link = '']) =>
        link
          .replaceAll('&amp;', '&')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>'),
      )
      for (const link of links) {
        const kind = (one: string) => one.replace(/\?.*/, '')
        if ([...seen].filter((one) => kind(one) === kind(link)).length < 4) seen.add(link)
      }
    }
    const kinds = new Set([...seen].map((path) => path.replace(/\?.*/, '')))
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        '/history',
        '/lineage',
        '/capture',
        '/person',
        '/people',
        '/checks',
        '/crawl',
        '/run',
        '/help',
        '/style.css',
        '/questions.csv',
        '/edits.json',
      ]),
    )
  })

  test('a search marks its words and counts its facets', async () => {
    const { body } = await page('/?q=%E6%96%B9%E6%B3%95&site=edited')
    expect(body).toContain('<mark>方法</mark>')
    expect(body).toContain('1 question with 1 hit.')
    expect(body).toMatch(/Remove: Site/)
    expect((await page('/?q=zzzzzz')).body).toContain('Nothing has')
    const file = JSON.parse((await page('/questions.json?q=%E6%96%B9%E6%B3%95&site=edited')).body)
    expect(file).toMatchObject({ more: false, rows: [{ site: 'edited' }] })
    expect((await page('/?q=%E6%96%B9%E6%B3%95&site=none')).body).toContain('Nothing has')
    // Kana as it is written, and both alike, here and in the thread.
    const kana = encodeURIComponent('イデイマス')
    expect((await page(`/?q=${kana}`)).body).toContain('Nothing has')
    const alike = await page(`/?q=${kana}&kana=alike&sort=relevance`)
    expect(alike.body).toContain('<mark>いでいます</mark>')
    expect(alike.body).toContain('<strong aria-current="true">Most relevant</strong>')
    const thread = / href="(\/question\?[^"#]*)"/.exec(alike.body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect((await page(thread)).body).toContain('<mark>いでいます</mark>')
    const { rows } = await sql<{ questions: number }>`
      select count(*)::int as questions from qa.question where status = 'solved' and site = 'sample'`.execute(
      store.db,
    )
    const solved = await page('/?status=solved&site=sample')
    expect(solved.body).toContain(`${rows[0]?.questions} questions, the newest first.`)
  })

  test('a thread has its best answer first, or the order of its page', async () => {
    const answers = (body: string) =>
      [...body.matchAll(/<article class="answer( best)?"/g)].map(([, best]) => best !== undefined)
    const best = answers((await page(`/question?${key}`)).body)
    expect(best[0]).toBe(true)
    expect(best.filter(Boolean)).toHaveLength(1)
    expect(answers((await page(`/question?${key}&order=page`)).body)).toHaveLength(best.length)
  })

  test('the history shows an edit side by side, and changes of counts beside it', async () => {
    const { body } = await page(`/history?site=${editedQuestion.site}&id=${editedQuestion.questionId}`)
    expect(body).toContain('急<del>ぎません</del>。')
    expect(body).toContain('急<ins>いでいます</ins>。')
    expect(body).toContain('thanks_count')
  })

  test('the history shows which related questions were listed, also those that no longer are', async () => {
    const { body } = await page(`/history?site=${editedQuestion.site}&id=${editedQuestion.questionId}`)
    const [, listed = ''] = body.split('Related questions over time</h2>')
    expect(listed).toContain('前の除湿機')
    expect(listed).toContain('除湿機')
    const rows = JSON.parse(
      (await page(`/listed.json?site=${editedQuestion.site}&id=${editedQuestion.questionId}`)).body,
    )
    expect(rows.rows).toHaveLength(3)
  })

  test('the lineage leads to the archived page, its source as text and its blocks', async () => {
    const { body } = await page(`/lineage?${key}`)
    const capture = / href="(\/capture\?[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const archived = await page(capture)
    expect(archived.body).toContain('200 OK')
    expect(archived.body).toContain('&lt;!DOCTYPE html')
    expect(archived.body).toContain('A <strong>question</strong>')
    expect(archived.body).toMatch(/<td class="text"><bdi>title<\/bdi>/)
  })

  test('checks run once for all who ask at the same time, and not without end', async () => {
    const check = checking(store)
    const first = check()
    expect(check()).toBe(first)
    const results = await first
    expect(results.length).toBeGreaterThan(5)
    const next = check()
    expect(next).not.toBe(first)
    expect(await next).toEqual(results)
    const tooLong = await runChecks(store, { timeoutMs: 0.5 }).catch((error: unknown) => error)
    expect(failedBecause(tooLong)).toMatchObject({ status: 503, what: expect.stringContaining('30') })
  })

  test('what another page loads is refused, and its link is not', async () => {
    const status = async (path: string, headers: Readonly<Record<string, string>>) => {
      const sent = request(new URL(path, url), { headers })
      sent.end()
      const [response] = await once(sent, 'response')
      response.resume()
      return [response.statusCode, response.headers['content-security-policy']]
    }
    const policy = guardHeaders['content-security-policy']
    const loaded = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    expect(await status('/checks', loaded)).toEqual([403, policy])
    const linked = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    }
    expect(await status('/help', linked)).toEqual([200, policy])
  })

  test('a list has the values of mondo sql in its files, and the same ones in its page', async () => {
    const { rows: people } = await sql<{ site: string; name: string }>`
      select site, name from qa.person where site = 'sample' and questions > 0 and answers > 0 order by name limit 1`.execute(
      store.db,
    )
    const person = new URLSearchParams({ ...people[0], q: '方法' })
    const edited = new URLSearchParams({ site: editedQuestion.site, id: editedQuestion.questionId })
    const filled = new Set<string>()
    const files = async (list: string, given: string) => {
      const json = JSON.parse((await page(`/${list}.json?${given}`)).body)
      const printed = await readSession(store, {}, (session) => session.allPrinted(json.sql))
      const asSql = (format: RowFormat) => format.batch(printed) + format.end()
      expect([list, json.rows]).toEqual([list, JSON.parse(asSql(jsonFormat()))])
      expect(json.columns).toEqual(printed.columns)
      const csv = await page(`/${list}.csv?${given}`)
      expect(csv.headers.get('content-type')).toContain('text/csv')
      expect(csv.body).toBe(asSql(csvFormat()))
      expect((await page(`/${list}.sql?${given}`)).body).toBe(`${json.sql};\n`)
      if (json.rows.length > 0) filled.add(list)
      return json.rows as readonly object[]
    }
    for (const given of [`${key}&${person}`, edited.toString()]) {
      const hasPerson = given !== edited.toString()
      for (const [list, { statement }] of Object.entries(listings)) {
        if (hasPerson || statement(edited) !== null) await files(list, given)
      }
    }
    // Nothing was rejected, and every question of the sample is whole.
    expect(Object.keys(listings).filter((list) => !filled.has(list))).toEqual(['rejects', 'incomplete'])

    const inPages: string[] = []
    for (const path of ['/crawl', '/people', `/person?${person}`, `/history?${edited}`, `/lineage?${key}`]) {
      for (const { list, given, cells } of listsIn((await page(path)).body)) {
        const rows = await files(list, given)
        expect([list, cells]).toEqual([list, rows.map((row) => Object.entries(row).map(asShown))])
        if (rows.length > 0) inPages.push(list)
      }
    }
    expect(inPages).toEqual([
      ...['days', 'runs', 'hosts', 'people', 'asked', 'answered', 'changes', 'listed', 'lineage', 'pages'],
    ])
  })

  test('what is not here is said with 404, and lacks are said kindly', async () => {
    for (const path of [
      '/question?site=a&id=b',
      '/question',
      '/person?site=a&name=b',
      '/capture?capture=urn:uuid:x',
      '/run?run=ffff',
      '/nowhere',
      '/nothing.csv',
      '/checks.sql',
    ]) {
      const { status, body, headers } = await page(path)
      expect([path, status]).toEqual([path, 404])
      expect(body).toContain('Search the questions')
      expect(headers.get('content-security-policy')).toBe(guardHeaders['content-security-policy'])
    }
  })

  test('other hosts, other methods and other forms of a request are refused, with the policy', async () => {
    const { port } = new URL(url)
    const ask = async (host: string, method: string, path = '/') => {
      const sent = request({ host: '127.0.0.1', port, method, path, headers: { host }, setHost: false })
      sent.end()
      const [response] = await once(sent, 'response')
      return {
        status: response.statusCode,
        policy: response.headers['content-security-policy'],
        body: await text(response),
      }
    }
    const own = `127.0.0.1:${port}`
    const policy = guardHeaders['content-security-policy']
    expect(await ask('evil.example', 'GET')).toMatchObject({ status: 421, policy })
    expect(await ask(`evil.example:${port}`, 'GET', '/questions.json')).toMatchObject({ status: 421, policy })
    expect(await ask(own, 'POST')).toMatchObject({ status: 405, policy })
    expect(await ask(own, 'GET', 'http://evil.example/')).toMatchObject({ status: 400, policy })
    expect(await ask(own, 'HEAD')).toEqual({ status: 200, policy, body: '' })
    expect(await ask(`localhost:${port}`, 'GET')).toMatchObject({ status: 200, policy })
    for (const [line, status] of [
      ['X-Other: no host', 421],
      [`Host: ${own}\r\nExpect: foo`, 200],
      [`Host: ${own}\r\nExpect: 100-continue`, 100],
      ['no header at all', 400],
    ] as const) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(`GET /style.css HTTP/1.1\r\n${line}\r\nConnection: close\r\n\r\n`)
      const answered = await text(socket)
      expect([line, answered]).toEqual([line, expect.stringMatching(new RegExp(`^HTTP/1.1 ${status} `))])
      expect([line, answered]).toEqual([
        line,
        expect.stringContaining(`content-security-policy: ${policy}\r\n`),
      ])
    }
  })
})
