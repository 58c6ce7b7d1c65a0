/** What a reader sees of a search. All questions are invented. */
import { describe, expect, test } from 'vitest'
import type { Ask } from '../../../../src/analyse/browse/ask.ts'
import { searchPage } from '../../../../src/analyse/browse/pages/search-page.ts'
import type { ReadSession, SqlResult } from '../../../../src/analyse/read-session.ts'
import { linesOf, linksOf, type Row, resultOf } from './answering.ts'

const hit: Row = {
  site: 'sample',
  question_id: '1',
  title: '猫が鳴く',
  status: 'open',
  categories: ['ペット', '猫'],
  posted_on: '2021-03-15',
  asker_name: '花子',
  answers: 1,
  answer_key: null,
  excerpt: '夜に鳴きます',
}

/** A database whose search has these hits, up to the limit of the statement. */
function searched(hits: readonly Row[]): Ask {
  const all = async (statement: string): Promise<SqlResult> => {
    const { columns, rows } = resultOf(hits)
    return { columns, rows: rows.slice(0, Number(/limit (\d+)$/.exec(statement)?.[1])) }
  }
  return async (read) => await read({ all, canInterrupt: true } as unknown as ReadSession)
}

/** So many questions, every second of them with an answer. */
function questions(count: number): readonly Row[] {
  return Array.from({ length: count }, (_, id) => ({
    ...hit,
    question_id: String(id + 1),
    title: `題${id + 1}`,
    answers: id % 2,
  }))
}

const pageOf = async (hits: readonly Row[], address: string) =>
  await searchPage(searched(hits), new URLSearchParams(address), () => 0)
const shown = async (hits: readonly Row[], address: string) => await linesOf(await pageOf(hits, address))
const htmlOf = async (hits: readonly Row[], address: string) =>
  String(await (await pageOf(hits, address)).main)

test('a search shows each question once, with its hits, its orders and its facets', async () => {
  const answered = (answer_key: string) => ({ ...hit, answer_key, excerpt: `猫の${answer_key}` })
  const page = await pageOf([hit, answered('1'), answered('b')], 'q=猫')
  expect(page).toMatchObject({ title: '猫', query: '猫' })
  expect(await linesOf(page)).toEqual([
    ...['Results for 猫', '1 question with 3 hits.'],
    ...['Titles first', 'Most relevant', 'Newest first', 'Exact kana', 'ひらがな = カタカナ'],
    ...['Narrow the search', '猫が鳴く', 'open 1 answer · 2021-03-15 · 花子 · ペット › 猫 · sample'],
    ...['夜に鳴きます', 'answer 猫の1', 'answer 猫のb', 'CSV', 'JSON'],
    ...['Span of days', 'from', 'to', 'Apply'],
  ])
  expect(await linksOf(page)).toEqual({
    'Most relevant': '/?q=%E7%8C%AB&sort=relevance',
    'Newest first': '/?q=%E7%8C%AB&sort=new',
    'ひらがな = カタカナ': '/?q=%E7%8C%AB&kana=alike',
    'Narrow the search': '#narrow',
    猫が鳴く: '/question?site=sample&id=1&q=%E7%8C%AB',
    花子: '/person?site=sample&name=%E8%8A%B1%E5%AD%90',
    CSV: '/questions.csv?q=%E7%8C%AB',
    JSON: '/questions.json?q=%E7%8C%AB',
  })
  const html = String(await page.main)
  expect(html).toContain('<h1 class="">')
  expect(html).toContain('<strong aria-current="true">Titles first</strong>')
  expect(html).toContain('<strong aria-current="true">Exact kana</strong>')
  expect(html).toContain('<mark>猫</mark>が鳴く')
  expect(html).toContain('<mark>猫</mark>の1')
  expect(html).toContain('href="/question?site=sample&amp;id=1&amp;q=%E7%8C%AB#answer-b">answer</a>')
})

test('without words the newest questions are shown, in one order', async () => {
  const page = await pageOf([{ ...hit, excerpt: null }], '')
  expect(page).toMatchObject({ title: 'Questions', query: '' })
  expect(await linesOf(page)).toEqual([
    ...['Questions', '1 question, the newest first.', 'Narrow the search', '猫が鳴く'],
    ...['open 1 answer · 2021-03-15 · 花子 · ペット › 猫 · sample', '(no title)', 'CSV', 'JSON'],
    ...['Span of days', 'from', 'to', 'Apply'],
  ])
  const html = String(await page.main)
  expect(html).toContain('<h1 class="quiet">')
  expect(html).not.toContain('<mark>')
  expect(html).toContain('href="/questions.csv"')
})

describe('a hit', () => {
  const facts = async (changed: Row) => (await shown([{ ...hit, ...changed }], 'q=a'))[9]

  test('says what the page does not tell, and counts answers', async () => {
    expect(await facts({ posted_on: null, asker_name: null, categories: [], answers: 0 })).toBe(
      'open 0 answers · day unknown · name not shown · sample',
    )
    expect(await facts({ categories: null, answers: 2 })).toBe('open 2 answers · 2021-03-15 · 花子 · sample')
  })

  test('has three places, and says how many more there are', async () => {
    const places = async (hits: number) =>
      (await shown(Array(hits).fill(hit), 'q=a')).filter((line) => /^(?:夜に|and )/.test(line))
    expect(await places(3)).toEqual(['夜に鳴きます', '夜に鳴きます', '夜に鳴きます'])
    expect((await places(4)).slice(2)).toEqual(['夜に鳴きます', 'and 1 more answer'])
    expect((await places(5)).slice(2)).toEqual(['夜に鳴きます', 'and 2 more answers'])
  })

  test('of one question and one hit is counted as one', async () => {
    expect(await shown([hit], 'q=a')).toContain('1 question with 1 hit.')
  })

  test('of the same id on two sites is two questions', async () => {
    expect(await shown([hit, { ...hit, site: 'goo' }], 'q=a')).toContain('2 questions with 2 hits.')
  })
})

describe('where there is nothing', () => {
  const saidOf = async (address: string) => (await shown([], address)).filter((line) => line.endsWith('.'))

  test('an empty database says how questions get into it', async () => {
    const [, first, how] = await saidOf('')
    expect(first).toBe('No questions yet.')
    expect(how).toMatch(/^Crawl some \(mondo crawl URL/)
  })

  test('words that nothing has are named, with how they were looked for', async () => {
    expect(await saidOf('q=犬')).toEqual([
      '0 questions with 0 hits.',
      'Nothing has all of 犬.',
      'All words must be in one text, exactly: ひらがな and カタカナ differ, half and full width do not.',
    ])
    expect(await saidOf('q=犬&kana=alike&sort=new')).toContain(
      'All words must be in one text, exactly: ひらがな and カタカナ are alike, and so are half and full width.',
    )
  })

  test('a narrowed search leads to the whole', async () => {
    const page = await pageOf([], 'q=犬&site=goo&status=open&from=2020-01-01&answered=no&page=2')
    expect((await linksOf(page))['Search everything']).toBe('/?q=%E7%8A%AC')
    expect(await shown([], 'site=goo')).toContain('Nothing has all of that.')
  })
})

describe('pages of a search', () => {
  const rowOfPages = async (count: number, address: string) =>
    (await shown(questions(count), address)).filter((line) => /Previous|^Page |Next/.test(line))

  test('hold 25 questions each, numbered through', async () => {
    expect(await rowOfPages(25, '')).toEqual([])
    expect(await rowOfPages(26, '')).toEqual(['Page 1 of 2', 'Next →'])
    expect(await rowOfPages(51, 'page=2')).toEqual(['← Previous', 'Page 2 of 3', 'Next →'])
    expect(await rowOfPages(51, 'page=3')).toEqual(['← Previous', 'Page 3 of 3'])
    const second = await htmlOf(questions(26), 'page=2')
    expect(second).toContain('<ol class="hits" start="26">')
    expect(second).toContain('題26')
    expect(second).not.toContain('題25')
  })

  test('lead to each other, the first without a number', async () => {
    const html = await htmlOf(questions(51), 'status=open&page=2')
    expect(html).toContain('<a rel="prev" href="/?status=open">')
    expect(html).toContain('<a rel="next" href="/?status=open&amp;page=3">')
    expect(html).toContain('href="/questions.csv?status=open"')
  })
})

describe('more hits than are looked for', () => {
  test('exactly 1,000 hits are all of them, and one more is said to be left out', async () => {
    const whole = await htmlOf(questions(1_000), 'q=a')
    expect(whole).toContain('1,000 questions with 1,000 hits.')
    expect(whole).not.toContain('Counts are of')
    const cut = await htmlOf(questions(1_001), 'q=a')
    expect(cut).toContain(
      '1,000 questions among the first 1,000 hits. There are more: narrow them, or add a word.',
    )
    expect(cut).toContain('Counts are of these 1,000 questions. A choice searches all of them.')
  })

  test('without words, exactly 1,000 questions are all of them', async () => {
    expect(await htmlOf(questions(1_000), 'status=open')).toContain('1,000 questions, the newest first.')
    expect(await htmlOf(questions(1_001), 'status=open')).toContain(
      'The newest 1,000 questions. Narrow them, or search.',
    )
  })
})

describe('facets', () => {
  const mixed: readonly Row[] = [
    { ...hit, question_id: '1' },
    { ...hit, question_id: '2', site: 'goo', status: 'solved', posted_on: '2020-01-02', answers: 0 },
    { ...hit, question_id: '3', categories: ['車'], posted_on: '2022-05-06' },
    { ...hit, question_id: '4', categories: [], posted_on: null },
  ]
  const sections = async (hits: readonly Row[], address: string) => {
    const lines = await shown(hits, address)
    return lines.slice(lines.indexOf('JSON') + 1)
  }

  test('count how the questions divide, most first and years newest first', async () => {
    expect(await sections(mixed, '')).toEqual([
      ...['Site', 'sample 3', 'goo 1'],
      ...['Category', 'ペット 2', '車 1'],
      ...['Status', 'open 3', 'solved 1'],
      ...['Posted', '2022 1', '2021 1', '2020 1'],
      ...['Answers', 'answered 3', 'without an answer 1'],
      ...['Span of days', 'from', 'to', 'Apply'],
    ])
    expect(await linksOf(await pageOf(mixed, 'page=1'))).toMatchObject({
      goo: '/?site=goo',
      車: '/?category=%E8%BB%8A',
      solved: '/?status=solved',
      2020: '/?from=2020-01-01&to=2020-12-31',
      answered: '/?answered=yes',
      'without an answer': '/?answered=no',
    })
  })

  test('of one size stand in the order of their names, and eight are shown', async () => {
    const sites = ['b', 'j', 'a', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
    const hits = sites.map((site) => ({ ...hit, site }))
    expect((await sections(hits, '')).slice(0, 10)).toEqual([
      ...['Site', 'a 1', 'b 1', 'c 1', 'd 1', 'e 1', 'f 1', 'g 1', 'h 1'],
      'Span of days',
    ])
  })

  test('that are chosen can be removed, and take part in no count', async () => {
    const address =
      'q=a&site=sample&category=猫&status=open&from=2020-02-29&answered=yes&sort=new&kana=alike&page=2'
    const page = await pageOf(mixed, address)
    const lines = await sections(mixed, address)
    expect(lines).toEqual([
      ...['Site', 'sample remove', 'Category', '猫 remove', 'Status', 'open remove'],
      ...['Posted', '2020-02-29 to … remove', 'Answers', 'answered remove'],
      ...['Span of days', 'from', 'to', 'Apply'],
    ])
    const html = String(await page.main)
    const rest = 'category=%E7%8C%AB&amp;status=open&amp;from=2020-02-29&amp;answered=yes'
    expect(html).toContain(`href="/?q=a&amp;${rest}&amp;sort=new&amp;kana=alike" aria-label="Remove: Site"`)
    expect(html).toContain(
      'href="/?q=a&amp;site=sample&amp;category=%E7%8C%AB&amp;status=open&amp;answered=yes&amp;sort=new&amp;kana=alike" aria-label="Remove: Posted"',
    )
    expect(
      [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, ...kept]) => kept),
    ).toEqual([
      ['q', 'a'],
      ['site', 'sample'],
      ['category', '猫'],
      ['status', 'open'],
      ['answered', 'yes'],
      ['sort', 'new'],
      ['kana', 'alike'],
    ])
    expect(html).toContain('name="from" value="2020-02-29"')
    expect(html).toContain('name="to" value=""')
    const other = await pageOf(mixed, 'to=2020-02-29&answered=no')
    expect(await linesOf(other)).toEqual(
      expect.arrayContaining(['… to 2020-02-29 remove', 'without an answer remove']),
    )
    expect(String(await other.main)).toContain('name="from" value=""')
  })
})
