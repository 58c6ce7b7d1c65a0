/** What a reader sees of a thread. The question is invented. */
import { describe, expect, test } from 'vitest'
import { threadPage } from '../../../../src/analyse/browse/pages/thread-page.ts'
import { answering, linesOf, linksOf, type Row } from './answering.ts'

const question: Row = {
  title: '猫が鳴く',
  body: '夜に鳴きます。',
  status: 'solved',
  url: 'https://example.com/q1',
  categories: ['ペット', '猫'],
  asker_name: '花子',
  best_answer_percent: 50,
  best_answer_best: 1,
  best_answer_answers: 2,
  posted_at: new Date('2021-03-15T10:44:00Z'),
  posted_on: '2021-03-15',
  thanks_count: 3,
  answer_count: 2,
  image_urls: [],
  complete: true,
  gone_at: null,
  gone_reason: null,
  checks: [],
  edits: 1,
  changes: 2,
  time_zone: 'Asia/Tokyo',
}
const answer: Row = {
  answer_key: '1',
  answer_number: 1,
  is_best: false,
  author_name: '太郎',
  best_answer_percent: null,
  posted_at: null,
  posted_on: '2021-03-16',
  thanks_count: 0,
  body: '病院へ。',
  image_urls: [],
  gone_at: null,
}
const best: Row = {
  ...answer,
  answer_key: 'b',
  answer_number: null,
  is_best: true,
  author_name: null,
  body: '遊ぶ。',
}
const reply: Row = {
  answer_key: 'b',
  kind: 'thanks',
  author_name: '花子',
  posted_at: null,
  posted_on: null,
  body: '助かりました。',
  gone_at: null,
}
const given = new URLSearchParams({ site: 'sample', id: '1' })

type Rows = Parameters<typeof answering>[1]
const pageOf = async (rows: Rows, address = given) => await threadPage(answering(address, rows), address)
const shown = async (rows: Rows, address = given) => await linesOf(await pageOf(rows, address))

test('a thread is the question, the best answer, the others, and what is related', async () => {
  const page = await pageOf({
    question: [question],
    answers: [answer, best],
    replies: [reply],
    related: [
      { rank: 1, title: '犬が鳴く', url: 'https://example.com/q2', related_question_id: '2', is_here: true },
      { rank: 2, title: '鳥が鳴く', url: 'https://example.com/q3', related_question_id: '3', is_here: false },
    ],
  })
  expect(page.title).toBe('猫が鳴く')
  expect(await linesOf(page)).toEqual([
    ...['ペット', '猫', '猫が鳴く'],
    'solved asked by 花子 50 % best · 2021-03-15 19:44 · 3 thanks · on sample',
    ...['夜に鳴きます。', 'History (3)', 'Where it comes from'],
    ...['2 answers', 'Best answer first · Page order'],
    ...['best answer name not shown · 2021-03-16', '遊ぶ。'],
    ...['Thanks お礼 · 花子 · day unknown', '助かりました。'],
    ...['No. 1 · 太郎 · 2021-03-16', '病院へ。'],
    ...['Related questions', '犬が鳴く', '鳥が鳴く not here'],
    'As data',
    ...['The question', 'CSV', 'JSON', 'Answers', 'CSV', 'JSON'],
    ...['Supplements, thanks and comments', 'CSV', 'JSON', 'Related questions', 'CSV', 'JSON'],
  ])
  expect(await linksOf(page)).toMatchObject({
    ペット: '/?category=%E3%83%9A%E3%83%83%E3%83%88',
    花子: '/person?site=sample&name=%E8%8A%B1%E5%AD%90',
    'on sample': 'https://example.com/q1',
    'History (3)': '/history?site=sample&id=1',
    'Where it comes from': '/lineage?site=sample&id=1',
    'Page order': '/question?site=sample&id=1&order=page#answers',
    犬が鳴く: '/question?site=sample&id=2',
    鳥が鳴く: 'https://example.com/q3',
    CSV: '/related.csv?site=sample&id=1',
  })
  const html = String(await page.main)
  expect(html).toContain('title="Best-answer rate: 1 of 2"')
  expect(html).toContain('<article class="answer best" id="answer-b" aria-label="Best answer">')
  expect(html).toContain('<article class="answer" id="answer-1" aria-label="Answer 1">')
})

describe('the head of a thread', () => {
  const headOf = async (changed: Row) =>
    (await shown({ question: [{ ...question, ...changed }] })).slice(0, 12)

  test('says since when and why the site no longer shows the question', async () => {
    const gone_at = new Date('2022-01-02T03:04:05Z')
    expect(await headOf({ gone_at, gone_reason: 'http-404' })).toContain(
      'The site no longer shows this question: since 2022-01-02 03:04:05 (http-404).',
    )
    expect(await headOf({ gone_at })).toContain(
      'The site no longer shows this question: since 2022-01-02 03:04:05 (reason not known).',
    )
  })

  test('says that not all of it is here', async () => {
    const note = 'Not all of it is here: it has further pages, or its text breaks off.'
    expect(await headOf({ complete: false })).toContain(note)
    expect(await headOf({})).not.toContain(note)
  })

  test('counts the warnings of the parser and lists them', async () => {
    const check = { code: 'key-guessed', message: 'a guess' }
    expect(await headOf({ checks: [check] })).toEqual(
      expect.arrayContaining(['The parser warned once', 'key-guessed a guess']),
    )
    expect(await headOf({ checks: [check, check] })).toContain('The parser warned 2 times')
  })

  test('gives the day where the time is not told, and says where neither is', async () => {
    const facts = async (changed: Row) => (await headOf(changed)).find((line) => line.includes('asked by'))
    expect(await facts({ posted_at: null, thanks_count: 0, best_answer_percent: null })).toBe(
      'solved asked by 花子 · 2021-03-15 · on sample',
    )
    expect(await facts({ posted_at: null, posted_on: null, thanks_count: null, asker_name: null })).toBe(
      'solved asked by name not shown 50 % best · day unknown · on sample',
    )
    expect(await facts({ time_zone: null })).toBe(
      'solved asked by 花子 50 % best · 2021-03-15 10:44:00 UTC · 3 thanks · on sample',
    )
  })
})

describe('the answers of a thread', () => {
  test('none yet, or none though some are declared', async () => {
    expect(await shown({ question: [{ ...question, answer_count: 0 }] })).toContain('No answer is here yet.')
    expect(await shown({ question: [question] })).toContain('No answer is here, though the page declares 2.')
  })

  test('keep the order of the page where that is asked for', async () => {
    const inPageOrder = new URLSearchParams({ site: 'sample', id: '1', order: 'page', q: '猫' })
    const page = await pageOf({ question: [question], answers: [answer, best] }, inPageOrder)
    const lines = await linesOf(page)
    expect(lines.indexOf('病院へ。')).toBeLessThan(lines.indexOf('遊ぶ。'))
    expect((await linksOf(page))['Best answer first']).toBe('/question?site=sample&id=1&q=%E7%8C%AB#answers')
    expect(page.query).toBe('猫')
  })

  test('offer no other order where there is one answer, or no best one', async () => {
    const orders = async (answers: readonly Row[]) =>
      (await shown({ question: [question], answers })).filter((line) => line.includes('Page order'))
    expect(await orders([best])).toEqual([])
    expect(await orders([answer, { ...answer, answer_key: '2' }])).toEqual([])
    expect(await orders([answer, best])).toHaveLength(1)
  })

  test('those no longer shown are folded up and not counted', async () => {
    const gone = { ...answer, answer_key: '2', gone_at: new Date('2022-01-02T03:04:05Z') }
    const lines = await shown({ question: [question], answers: [answer, gone] })
    expect(lines).toContain('1 answer')
    expect(lines).toContain('1 answer is no longer shown by the site')
    expect(lines).toContain('No. 1 · 太郎 · 2021-03-16 · gone since 2022-01-02 03:04:05')
    expect(await shown({ question: [question], answers: [gone, { ...gone, answer_key: '3' }] })).toContain(
      '2 answers are no longer shown by the site',
    )
  })

  test('replies stand under what they answer, named by kind and marked when gone', async () => {
    const replies = [
      { ...reply, answer_key: '', kind: 'supplement' },
      { ...reply, kind: 'comment', gone_at: new Date('2022-01-02T03:04:05Z') },
    ]
    const lines = await shown({ question: [question], answers: [best], replies })
    const of = (start: string) => lines.findIndex((line) => line.startsWith(start))
    expect(of('Supplement 補足 · 花子 · day unknown')).toBeLessThan(of('1 answer'))
    expect(of('Comment · 花子 · day unknown · no longer shown')).toBeGreaterThan(of('1 answer'))
  })
})

test.each([
  [{ site: 'sample' }, 'A question is named by its site and its id.'],
  [{ id: '1' }, 'A question is named by its site and its id.'],
  [{ site: 'sample', id: '1' }, 'This question is not in the database.'],
])('at %j there is no thread', async (named: Record<string, string>, why) => {
  const page = await pageOf({}, new URLSearchParams(named))
  expect(page.status).toBe(404)
  expect(await linesOf(page)).toEqual(['Not here', expect.stringContaining(why)])
})
