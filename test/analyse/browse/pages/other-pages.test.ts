/** What a reader sees of the pages beside search and thread. All rows are invented. */
import { describe, expect, test } from 'vitest'
import type { Ask } from '../../../../src/analyse/browse/ask.ts'
import { checksPage } from '../../../../src/analyse/browse/pages/checks-page.ts'
import { crawlPage } from '../../../../src/analyse/browse/pages/crawl-page.ts'
import { helpPage } from '../../../../src/analyse/browse/pages/help-page.ts'
import { historyPage } from '../../../../src/analyse/browse/pages/history-page.ts'
import { lineagePage } from '../../../../src/analyse/browse/pages/lineage-page.ts'
import { peoplePage, personPage } from '../../../../src/analyse/browse/pages/person-page.ts'
import type { CheckResult } from '../../../../src/analyse/run-checks.ts'
import { answering, linesOf, linksOf } from './answering.ts'

const thread = new URLSearchParams({ site: 'sample', id: '1' })
const at = new Date('2022-01-02T03:04:05Z')

describe('the history of a question', () => {
  const question = [{ title: '猫が鳴く', first_seen_at: at, changed_at: null }]
  const edit = {
    row_kind: 'question',
    answer_key: null,
    kind: null,
    ordinal: null,
    field: 'asker_name',
    before: '猫が鳴く夜',
    after: '猫が泣く夜',
    valid_from: null,
    valid_to: at,
    capture_id: 'urn:uuid:1',
  }

  test('shows what of a text was changed, and names the archived page', async () => {
    const rows = { question, edits: [edit], changes: [{ seen_at: at, field: 'status' }] }
    const page = await historyPage(answering(thread, rows), thread)
    expect(page.title).toBe('History: 猫が鳴く')
    expect(await linesOf(page)).toEqual([
      ...['← The question', 'History', '猫が鳴く'],
      'First seen 2022-01-02 03:04:05 UTC, last changed an unknown time. Times are those of the captures: the site changed it at some time before.',
      ...['Edits of texts', 'Question: asker name'],
      'Seen so from an unknown time; otherwise at 2022-01-02 03:04:05 UTC (the archived page).',
      ...['Before', '猫が鳴く夜', 'After', '猫が泣く夜', 'CSV', 'JSON'],
      ...['Changes of counts and states', 'Changes of counts and states'],
      'seen at | field |',
      '2022-01-02 03:04:05 | status |',
      ...['CSV', 'JSON'],
      ...['Related questions over time', 'It has listed no related questions.', 'CSV', 'JSON'],
    ])
    const html = String(await page.main)
    expect(html).toContain('猫が<del>鳴</del>く夜')
    expect(html).toContain('猫が<ins>泣</ins>く夜')
    expect(await linksOf(page)).toMatchObject({
      '← The question': '/question?site=sample&id=1',
      'the archived page': '/capture?site=sample&id=1&capture=urn%3Auuid%3A1',
    })
  })

  test.each([
    [{ row_kind: 'answer', answer_key: '2' }, 'Answer 2: asker name'],
    [
      { row_kind: 'reply', kind: 'thanks', ordinal: 1, answer_key: '2' },
      'thanks 1 under answer 2: asker name',
    ],
    [
      { row_kind: 'reply', kind: 'comment', ordinal: 1, answer_key: '' },
      'comment 1 to the question: asker name',
    ],
  ])('names the edited %j', async (changed, heading) => {
    const rows = { question, edits: [{ ...edit, ...changed }] }
    expect(await linesOf(await historyPage(answering(thread, rows), thread))).toContain(heading)
  })

  test('says when nothing has changed', async () => {
    const lines = await linesOf(await historyPage(answering(thread, { question }), thread))
    expect(lines).toContain('No text of it has changed between two captures.')
    expect(lines).toContain('No count and no state has changed between two captures.')
  })
})

describe('where a question comes from', () => {
  test('each row leads to its archived page, where there is one', async () => {
    const rows = {
      question: [{ title: '猫が鳴く' }],
      lineage: [
        { row_kind: 'question', capture_id: 'urn:uuid:1', warc_file: 'a.warc.gz' },
        { row_kind: 'answer', capture_id: null, warc_file: null },
      ],
    }
    const page = await lineagePage(answering(thread, rows), thread)
    expect(page.title).toBe('Lineage: 猫が鳴く')
    expect(await linesOf(page)).toEqual([
      ...['← The question', 'Where it comes from', '猫が鳴く'],
      'Every row names the response that gave it its content. The archive keeps that response as it came.',
      ...['Where each row comes from', 'Where each row comes from'],
      'row kind | capture id | warc file |',
      'question | archived page | a.warc.gz |',
      'answer | loaded from no capture | – |',
      ...['CSV', 'JSON', 'Pages of the question', 'It was loaded from files, not crawled.', 'CSV', 'JSON'],
    ])
    expect((await linksOf(page))['archived page']).toBe('/capture?site=sample&id=1&capture=urn%3Auuid%3A1')
  })
})

test.each([historyPage, lineagePage])('%o needs site and id of a question that is here', async (pageOf) => {
  const missing = async (given: URLSearchParams) => await linesOf(await pageOf(answering(given, {}), given))
  const unnamed = expect.stringContaining('A question is named by its site and its id.')
  expect(await missing(new URLSearchParams({ site: 'sample' }))).toEqual(['Not here', unnamed])
  expect(await missing(new URLSearchParams({ id: '1' }))).toEqual(['Not here', unnamed])
  expect(await missing(thread)).toEqual([
    'Not here',
    'This question is not in the database. Search the questions, or see what was crawled.',
  ])
})

describe('a person', () => {
  const given = new URLSearchParams({ site: 'sample', name: '花子' })
  const person = {
    url: null,
    questions: 1,
    answers: 2,
    best_answers: 1,
    percent_best: null,
    told_percent: null,
    first_posted_on: '2021-03-15',
    last_posted_on: null,
  }

  test('is shown with what they asked and answered', async () => {
    const rows = {
      person: [person],
      asked: [{ site: 'sample', question_id: '1', title: '猫が鳴く', status: 'open' }],
      answered: [
        { site: 'sample', question_id: '2', title: '犬', answer_key: '3', is_best: true, excerpt: 'はい' },
        { site: 'sample', question_id: '4', title: '鳥', answer_key: '5', is_best: false, excerpt: '' },
      ],
    }
    const page = await personPage(answering(given, rows), given)
    expect(page.title).toBe('花子')
    expect(await linesOf(page)).toEqual([
      ...['花子', 'On sample.', 'questions', '1', 'answers', '2', 'best answers', '1'],
      ...['chosen here, %', '–', 'as the site tells', '–'],
      'No profile is known. First post here 2021-03-15, last unknown.',
      ...['CSV', 'JSON', 'Questions asked', 'Questions asked', 'site | question id | title | status |'],
      'sample | 1 | 猫が鳴く | open |',
      ...['CSV', 'JSON', 'Answers given', 'Answers given'],
      'site | question id | title | answer key | is best | excerpt |',
      'sample | 2 | 犬 | 3 | best | はい |',
      'sample | 4 | 鳥 | 5 | – | – |',
      ...['CSV', 'JSON'],
    ])
    expect(await linksOf(page)).toMatchObject({
      猫が鳴く: '/question?site=sample&id=1',
      犬: '/question?site=sample&id=2',
      3: '/question?site=sample&id=2#answer-3',
      CSV: '/answered.csv?site=sample&name=%E8%8A%B1%E5%AD%90',
    })
  })

  test('of whom the site tells a rate, or who may be several', async () => {
    const told = {
      ...person,
      told_percent: 40,
      told_best: 2,
      told_answers: 5,
      url: 'https://example.com/u/1',
    }
    const lines = await linesOf(await personPage(answering(given, { person: [told, person] }), given))
    expect(lines).toContain('40 % (2 of 5)')
    expect(lines).toContain('https://example.com/u/1 First post here 2021-03-15, last unknown.')
    expect(lines).toContain('The pages name 2 people so, or one person with and without a profile.')
    expect(lines).toContain('No question of theirs is here.')
    expect(lines).toContain('No answer of theirs is here.')
  })

  test('is not here without a name, a site or a post', async () => {
    const missing = async (named: URLSearchParams) =>
      (await linesOf(await personPage(answering(named, {}), named)))[1]
    expect(await missing(new URLSearchParams({ site: 'sample' }))).toMatch(/^A person is named by a site/)
    expect(await missing(new URLSearchParams({ name: '花子' }))).toMatch(/^A person is named by a site/)
    expect(await missing(given)).toMatch(/^Nobody of that name has asked or answered here\./)
  })

  test('all people are listed, of one site or of all', async () => {
    const people = [{ site: 'sample', name: '花子', questions: 1234 }]
    const all = await peoplePage(answering(new URLSearchParams(), { people }), new URLSearchParams(), () => 0)
    expect(await linesOf(all)).toEqual([
      ...['People', 'On all sites: those whose answers were chosen most often come first.'],
      ...['Askers and answerers', 'Askers and answerers', 'site | name | questions |'],
      ...['sample | 花子 | 1,234 |', 'CSV', 'JSON'],
    ])
    expect(await linksOf(all)).toMatchObject({
      sample: '/people?site=sample',
      花子: '/person?site=sample&name=%E8%8A%B1%E5%AD%90',
    })
    const one = new URLSearchParams({ site: 'sample' })
    const lines = await linesOf(await peoplePage(answering(one, {}), one, () => 0))
    expect(lines[1]).toMatch(/^On sample \(all sites\): /)
    expect(lines).toContain('Nobody has asked or answered yet.')
  })
})

describe('the data checks', () => {
  const check: CheckResult = {
    name: 'no-body',
    description: 'Questions without a body.',
    severity: 'error',
    result: 'failed',
    offending: 1200,
    examples: [{ site: 'sample', question_id: '7' }],
  }
  const lead = async (...results: readonly CheckResult['result'][]) =>
    (await linesOf(await checksPage(async () => results.map((result) => ({ ...check, result })))))[1]

  test('begin with the verdict', async () => {
    expect(await lead('failed', 'warned', 'passed')).toBe(
      '1 of 3 checks failed. The rows they found are below.',
    )
    expect(await lead('warned', 'passed')).toBe('No check failed; 1 of 2 warned.')
    expect(await lead('passed', 'skipped')).toBe('All 2 checks passed.')
  })

  test('show the rows found, each leading to its question', async () => {
    const warning: CheckResult = {
      ...check,
      name: 'old',
      severity: 'warning',
      result: 'warned',
      offending: 1,
    }
    const passed: CheckResult = { ...check, name: 'fine', result: 'passed', offending: 0, examples: [] }
    const page = await checksPage(async () => [check, warning, passed])
    expect((await linesOf(page)).slice(2)).toEqual([
      ...['CSV', 'JSON', 'failed no-body', 'Questions without a body.', '1,200 rows, the first of them:'],
      ...['Rows found by no-body', 'site | question id |', 'sample | 7 |'],
      ...['warned old', 'Questions without a body. Such rows may be right: it only warns.'],
      ...['1 row, the first of them:', 'Rows found by old', 'site | question id |', 'sample | 7 |'],
      ...['passed fine', 'Questions without a body.'],
      'Each check is one query: sql/checks has them, and mondo check runs them.',
    ])
    expect((await linksOf(page))['7']).toBe('/question?site=sample&id=7')
  })
})

describe('the health of a crawl', () => {
  const nothing = new URLSearchParams()
  const day = { day: '2022-01-02', site: 'sample', loaded: 3, unchanged: 0, failed: 1 }

  test('says what is not there yet', async () => {
    const lines = await linesOf(await crawlPage(answering(nothing, {})))
    expect(lines.filter((line) => line.endsWith('.'))).toEqual([
      'What was asked, how it went, and what is still to be seen to.',
      'Nothing was crawled yet: mondo crawl URL --contact you@example.org.',
      'No run yet: crawl with mondo crawl, or see the demo with mondo demo.',
      'No host has been asked yet.',
      'No page is rejected.',
      'Every question is whole.',
    ])
  })

  test('leads to runs, archived pages and questions, and draws the outcomes that there were', async () => {
    const rows = {
      days: [day],
      runs: [{ run_id: '01234567-89ab-cdef-0123-456789abcdef', kind: 'crawl' }],
      rejects: [
        { site: 'sample', capture_id: 'urn:uuid:1' },
        { site: 'sample', capture_id: null },
      ],
      incomplete: [{ site: 'sample', question_id: '7', title: '猫' }],
    }
    const page = await crawlPage(answering(nothing, rows))
    expect(await linksOf(page)).toMatchObject({
      '01234567': '/run?run=01234567-89ab-cdef-0123-456789abcdef',
      'archived page': '/capture?capture=urn%3Auuid%3A1',
      猫: '/question?site=sample&id=7',
    })
    const html = String(await page.main)
    expect(html).toMatch(/<title>[^<]*\bloaded\b/)
    expect(html).toMatch(/<title>[^<]*\bfailed\b/)
    expect(html).not.toMatch(/<title>[^<]*\bunchanged\b/)
  })

  test('shows what this login may read, and says why not the rest', async () => {
    const refused = Object.assign(new Error('permission denied'), { code: '42501' })
    const lines = await linesOf(await crawlPage(failingAt(2, refused)))
    expect(lines.filter((line) => line.startsWith('This login may not'))).toEqual([
      'This login may not read what the page shows. A login of mondo db grant-analyst reads the schema qa; the state of the crawl needs its owner.',
    ])
    expect(lines).toContain('Every question is whole.')
  })

  test('is no page where the database fails in another way', async () => {
    await expect(crawlPage(failingAt(2, new Error('broken')))).rejects.toThrow('broken')
  })

  /** A database that fails at the nth statement. */
  function failingAt(nth: number, error: Error): Ask {
    const ask = answering(nothing, { days: [day] })
    let asked = 0
    return async (read) => {
      asked += 1
      if (asked === nth) throw error
      return await ask(read)
    }
  }
})

test('the help says how long a statement may take, and what holds an embedded database', async () => {
  const text = async (isEmbedded: boolean) => (await linesOf(helpPage(isEmbedded))).join('\n')
  expect(await text(false)).toContain(
    'A page whose statements take longer than 5 seconds in all is ended; checks and reports have 30.',
  )
  expect(await text(true)).toContain('This database is an embedded one')
  expect(await text(true)).toContain('\n?\nkeys and help\n')
})
