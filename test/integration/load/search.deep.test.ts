import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { searchFold } from '../../../src/analyse/browse/highlight.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import type { Store } from '../../../src/database/store.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'

interface Hit {
  readonly question_id: string
  readonly answer_key: string | null
  readonly excerpt: string
  readonly rank: number
  readonly offsets: number[]
}

/** Few characters, so that words are found: of both widths, composed and not, and what SQL and tsquery treat apart. */
const text = fc
  .array(fc.constantFrom(...'督促気ガｶﾞかがカＡaB1１!％%_\\\'"| \n　&:*()が👍é\u0001'), { maxLength: 12 })
  .map((characters) => characters.join(''))

const fold = (given: string) =>
  given
    .replaceAll(/[\n\r\t]/g, ' ')
    .normalize('NFKC')
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())

function wordsOf(query: string): string[] {
  const words = [...fold(query).matchAll(/"([^"]*)"|([^ "]+)/g)].map(
    ([, phrase, word]) => phrase ?? word ?? '',
  )
  return words.filter((word) => word.replaceAll(' ', '') !== '')
}

const part = (given: string, from: number, to?: number) => [...given].slice(from, to).join('')

/** What a scan of all texts finds. */
function scan(pages: readonly QuestionPage[], query: string): string[] {
  const words = wordsOf(query)
  const has = (body: string) => words.length > 0 && words.every((word) => fold(body).includes(word))
  return pages
    .flatMap(({ questionId, title, body, answers }) => [
      ...(has(`${title}\n${body}`) ? [`${questionId} null`] : []),
      ...answers.filter((answer) => has(answer.body)).map(({ key }) => `${questionId} ${key}`),
    ])
    .toSorted()
}

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))
  const search = async (query: string) =>
    (
      await sql<Hit>`select question_id, answer_key, excerpt, rank from qa.search(${query}) order by rank`.execute(
        store.db,
      )
    ).rows
  const found = async (query: string) =>
    (await search(query)).map(({ question_id, answer_key }) => `${question_id} ${answer_key}`)

  test('finds what a scan of all texts finds, and nothing else', async () => {
    const documents = fc.array(fc.record({ title: text, body: text, answer: text }), {
      minLength: 1,
      maxLength: 4,
    })
    const queries = fc.array(text, { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(documents, queries, async (texts, queries) => {
        await emptyTables(store.db)
        const pages = texts.map(({ title, body, answer }, index) =>
          aPage({ questionId: String(index), title, body, answers: [anAnswer('1', { body: answer })] }),
        )
        await loadPages(store.db, pages)
        const parts = texts.flatMap(({ title, answer }) => [
          part(title, 0, 2),
          part(answer, 1, 4),
          part(title, -1),
        ])
        for (const query of [...queries, ...parts]) {
          expect((await found(query)).toSorted(), JSON.stringify(query)).toEqual(scan(pages, query))
        }
      }),
      { numRuns: 50 },
    )
  })

  test('titles come first, then the newest; answers have their key', async () => {
    const page = (questionId: string, postedAt: string, change: Partial<QuestionPage>) =>
      aPage({ questionId, postedAt, title: '無題', body: '本文', answers: [], ...change })
    await loadPages(store.db, [
      page('1', '2020-01-01', { title: '督促状が届いた' }),
      page('2', '2022-01-01', { body: '督促の電話' }),
      page('3', '2021-01-01', { answers: [anAnswer('1', { body: '督促とは', postedAt: '2024-01-01' })] }),
      page('4', '2023-01-01', { body: '催促の電話' }),
    ])
    expect(await found('督促')).toEqual(['1 null', '3 1', '2 null'])
    expect(await found('督')).toEqual(['1 null', '3 1', '2 null'])
    expect(await found('電話 督促')).toEqual(['2 null'])
    expect(await found('"の電話"')).toEqual(['4 null', '2 null'])
  })

  const silent = (questionId: string, postedAt: string, change: Partial<QuestionPage>) =>
    aPage({ questionId, postedAt, title: '無題', body: '本文', answers: [], related: [], ...change })
  const dayOf = (number: number) => new Date(Date.UTC(2010, 0, 1 + number)).toISOString().slice(0, 10)
  const many = (count: number, page: (number: number) => QuestionPage) =>
    Array.from({ length: count }, (_, number) => page(number))
  const shown = async (query: string, candidates: number) =>
    (
      await sql<Hit>`select question_id, answer_key, excerpt, rank from qa.search(${query}, ${candidates}) order by rank`.execute(
        store.db,
      )
    ).rows.map(({ question_id, answer_key }) => `${question_id} ${answer_key}`)

  test('with more hits than are scored, titles come first, answers are included, and all are the newest', async () => {
    await loadPages(store.db, [
      // Most hits lie before the title that is wanted, in the table and in time; the newest do not come last.
      ...many(60, (number) => silent(`b${number}`, dayOf((number * 37) % 60), { body: '督促の電話' })),
      silent('title', '2009-01-01', { title: '督促状が届いた' }),
      ...many(30, (number) =>
        silent(`a${number}`, '2008-01-01', {
          answers: [anAnswer('1', { body: '督促とは', postedAt: dayOf((number * 7) % 30) })],
        }),
      ),
    ])
    const all = await found('督促')
    expect(all).toHaveLength(91)
    const some = await shown('督促', 20)
    expect(some).toHaveLength(20)
    expect(some[0]).toBe('title null')
    const answers = all.filter((hit) => hit.endsWith(' 1'))
    const questions = all.slice(1).filter((hit) => hit.endsWith(' null'))
    const some1 = some.filter((hit) => hit.endsWith(' 1'))
    const some2 = some.slice(1).filter((hit) => hit.endsWith(' null'))
    expect(some1.length).toBeGreaterThanOrEqual(5)
    expect(some2.length).toBeGreaterThanOrEqual(5)
    expect(some1).toEqual(answers.slice(0, some1.length))
    expect(some2).toEqual(questions.slice(0, some2.length))
    for (const candidates of [0, 1, 2, 3, 5, 90, 91, 1000]) {
      const hits = await shown('督促', candidates)
      expect(hits).toHaveLength(Math.min(candidates, 91))
      expect(hits.slice(0, 1)).toEqual(['title null'].slice(0, candidates))
    }
  })

  test('for a word in more texts than are sorted, the newest still come first', async () => {
    await loadPages(
      store.db,
      many(5_100, (number) =>
        silent(String(number), dayOf(number), {
          body: '督促の電話',
          ...(number % 50 === 0
            ? { answers: [anAnswer('1', { body: '督促', postedAt: dayOf(number) })] }
            : {}),
        }),
      ),
    )
    const hits = (await found('督促')).filter((hit) => hit.endsWith(' null')).slice(0, 300)
    expect(hits).toEqual(
      many(300, (number) => silent(String(5_099 - number), dayOf(0), {})).map(
        ({ questionId }) => `${questionId} null`,
      ),
    )
  }, 120_000)

  test('an invalid number of hits is refused with a clear message', async () => {
    for (const candidates of [-1, null]) {
      await expect(
        sql`select * from qa.search('督促', ${candidates}::integer)`.execute(store.db),
      ).rejects.toThrow(/^qa\.search looks at a number of hits from 0 on, not (-1|null)\.$/)
    }
    expect(await sql`select * from qa.search(null)`.execute(store.db)).toMatchObject({ rows: [] })
  })

  test('half and full width are equal, and so are line ends and spaces', async () => {
    await loadPages(store.db, [aPage({ title: 'ｶﾞﾗｽのＡＢＣ　１２３', body: '一行目\n二行目', answers: [] })])
    for (const query of ['ガラス', 'abc', 'ＡＢＣ', '"ABC 123"', '"行目 二行"', 'ｶﾞﾗｽ １２３']) {
      expect(await found(query), query).toEqual(['101 null'])
    }
    for (const query of ['', '  ', '""', 'カラス']) expect(await found(query), query).toEqual([])
  })

  test('characters that encodings split are one', async () => {
    const { rows } = await sql`
      select qa.ja_fold('5〜6−7‖¢£¬髙') = qa.ja_fold('5～6－7∥￠￡￢高') as same, qa.ja_fold('か') = qa.ja_fold('カ') as kana
    `.execute(store.db)
    expect(rows).toEqual([{ same: true, kana: false }])
  })

  test('the pages of mondo browse fold every character as the database does', async () => {
    const characters = Array.from({ length: 0xfff0 }, (_, code) => code)
      .filter((code) => (code >= 0x20 && code < 0xa000) || code >= 0xf900)
      .map((code) => String.fromCodePoint(code))
    for (const kana of [false, true]) {
      const { rows } = await sql<{ folded: string[] }>`
        select array(select qa.ja_fold(character, ${kana}::boolean)
          from unnest(${characters}::text[]) with ordinality as given (character, place) order by place) as folded
      `.execute(store.db)
      const different = characters.filter((given, i) => searchFold(given, kana) !== rows[0]?.folded[i])
      expect(different).toEqual([])
    }
  })

  test('kana is folded when asked for, and else not', async () => {
    await loadPages(store.db, [
      aPage({
        title: 'ラーメンを食べたい',
        body: '本文',
        answers: [anAnswer('1', { body: 'らーめん、ﾗｰﾒﾝ' })],
      }),
    ])
    const folding = async (query: string) =>
      (
        await sql<Hit>`select answer_key, excerpt, offsets from qa.search(${query}, kana => true) order by rank`.execute(
          store.db,
        )
      ).rows
    const both = [
      { answer_key: null, excerpt: 'ラーメンを食べたい 本文', offsets: [1, 4] },
      { answer_key: '1', excerpt: 'らーめん、ﾗｰﾒﾝ', offsets: [1, 4, 6, 4] },
    ]
    for (const query of ['ラーメン', 'らーめん', 'ﾗｰﾒﾝ', 'らーメん'])
      expect(await folding(query), query).toEqual(both)
    expect((await folding('ラ')).map(({ offsets }) => offsets)).toEqual([
      [1, 1],
      [1, 1, 6, 1],
    ])
    expect(await folding('タベ')).toEqual([])
    expect(await folding('食べタイ')).toMatchObject([{ answer_key: null, offsets: [6, 4] }])
    expect(await found('らーめん')).toEqual(['101 1'])
    expect(await found('らーメん')).toEqual([])
  })

  test('offsets are the places of all words in the excerpt', async () => {
    const at = async (body: string, query: string) => {
      await emptyTables(store.db)
      await loadPages(store.db, [aPage({ title: '題', body: '本文', answers: [anAnswer('1', { body })] })])
      const [hit] = (await sql<Hit>`select excerpt, offsets from qa.search(${query})`.execute(store.db)).rows
      const { excerpt = '', offsets = [] } = hit ?? {}
      return Array.from({ length: offsets.length / 2 }, (_, i) =>
        part(excerpt, (offsets[2 * i] ?? 0) - 1, (offsets[2 * i] ?? 0) - 1 + (offsets[2 * i + 1] ?? 0)),
      )
    }
    expect(await at('𠮷野家のＡＢＣ、abcと方法', 'abc 方法')).toEqual(['ＡＢＣ', 'abc', '方法'])
    // Places that overlap or touch are one.
    expect(await at('方法の方法と督促電話', '方法 法の方 督促 電話')).toEqual(['方法の方法', '督促電話'])
    expect(await at(`${'あ'.repeat(200)}5〜6個${'い'.repeat(200)}6個`, '5～6個')).toEqual(['5〜6個'])
    // Folding makes one character of ｶﾞ and two of ㌔ before the word: the excerpt is in folded characters.
    expect(await at('ｶﾞｶﾞ㌔の督促', '督促')).toEqual(['督促'])
  })

  test('relevance weighs the title, how often a word stands in the text, and how long that is', async () => {
    const page = (questionId: string, change: Partial<QuestionPage>) =>
      silent(questionId, '2020-01-01', change)
    await loadPages(store.db, [
      page('often', { body: '督促、督促、督促' }),
      page('once', { body: '督促' }),
      page('long', { body: `督促${'あ'.repeat(3_000)}` }),
      page('title', { title: '督促' }),
      page('both', { title: '督促', body: '督促' }),
    ])
    const { rows } = await sql<{ question_id: string; relevance: number }>`
      select question_id, relevance from qa.search('督促') order by relevance desc, rank
    `.execute(store.db)
    expect(rows).toEqual([
      { question_id: 'both', relevance: 2.664 },
      { question_id: 'title', relevance: 2.498 },
      { question_id: 'often', relevance: 0.746 },
      { question_id: 'once', relevance: 0.498 },
      { question_id: 'long', relevance: 0.125 },
    ])
  })

  test('the excerpt shows the word in the characters of the page', async () => {
    const body = `${'あ'.repeat(200)}督促ＡＢＣ${'い'.repeat(200)}`
    await loadPages(store.db, [aPage({ body, answers: [] })])
    const [hit] = await search('督促abc')
    expect(hit?.excerpt).toMatch(/^…あ{30}督促ＡＢＣい+…$/)
  })

  test('rows that are gone are not found', async () => {
    const page = aPage({ title: '督促', answers: [anAnswer('1', { body: '督促' }), anAnswer('2')] })
    await loadPages(store.db, [page], { capturedAt: '2026-11-02T00:00:00Z' })
    await loadPages(store.db, [aPage({ title: '督促', answers: [anAnswer('2')] })], {
      capturedAt: '2026-11-03T00:00:00Z',
    })
    expect(await found('督促')).toEqual(['101 null'])
    await sql`update qa.question set gone_at = now()`.execute(store.db)
    expect(await found('督促')).toEqual([])
    expect(await found('回答')).toEqual([])
  })

  test('a text larger than an index entry is loaded and found', async () => {
    const long = Array.from({ length: 150_000 }, (_, index) =>
      String.fromCodePoint(0x20000 + (index % 40_000)),
    ).join('')
    await loadPages(store.db, [aPage({ body: `${long}督促`, answers: [] })])
    expect(await found('督促')).toEqual(['101 null'])
    expect(await found('催促')).toEqual([])
  })
})
