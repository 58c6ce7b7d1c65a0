/** Records made of their rows again: the same records, times in an offset that has the day of the page. */
import { describe, expect, test } from 'vitest'
import type { Observation } from '../../../src/load/history/observation.ts'
import { recordRowsOf } from '../../../src/load/history/record-to-rows.ts'
import { pageFromRows } from '../../../src/load/history/rows-to-record.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage, aReply } from '../pages.ts'

/** As the database gives it back: without an order of rows. */
function stored(page: QuestionPage, zone: string | null = 'Asia/Tokyo', about: Partial<Observation> = {}) {
  const rows = recordRowsOf(page)
  const shuffled = {
    question: rows.question,
    answers: rows.answers.toReversed(),
    replies: rows.replies.toReversed(),
    related: rows.related.toReversed(),
  }
  const observation = {
    ...{ site: page.site, question_id: page.questionId, complete: page.complete, next_path: null },
    ...{ layout: page.layout, checks: page.checks },
    ...about,
  } as Observation
  return pageFromRows(shuffled, observation, zone)
}

test('a record comes back as it was', () => {
  const page = aPage({
    answers: [
      anAnswer('2', {
        isBest: true,
        replies: [aReply('comment'), aReply('thanks', '一'), aReply('thanks', '二')],
      }),
      anAnswer('10', { author: null, imageUrls: ['https://sample.example/a.png'] }),
      anAnswer('1', { number: null, postedAt: null, thanksCount: null }),
    ],
    checks: [{ code: 'key-guessed', severity: 'warning', message: 'a guess' }],
  })
  expect(stored(page)).toEqual(page)
})

test('thanks and supplements stand in the order of their kinds, and then of their numbers', () => {
  const replies = [
    aReply('thanks', '一'),
    aReply('supplement', '二'),
    aReply('supplement', '三'),
    aReply('comment'),
  ]
  expect(stored(aPage({ replies })).replies.map(({ kind, body }) => `${kind} ${body}`)).toEqual([
    'comment 助かりました。',
    'supplement 二',
    'supplement 三',
    'thanks 一',
  ])
})

test('what the observation knows is in the record', () => {
  const next = stored(aPage({ complete: false }), null, {
    next_path: '/qa/q101.html?page=2',
    layout: null,
    checks: null,
  })
  expect(next).toMatchObject({
    complete: false,
    nextPageUrl: 'https://sample.example/qa/q101.html?page=2',
    layout: '',
    checks: [],
  })
})

test('nobody is named where the page did not tell, and a rate is whole or none', () => {
  const person = { name: 'a', url: null, bestAnswerRate: { percent: 50, best: 1, answers: 2 } }
  expect(stored(aPage({ asker: null })).asker).toBeNull()
  expect(stored(aPage({ asker: person })).asker).toEqual(person)
  const rows = recordRowsOf(aPage({ asker: person }))
  const observation = { next_path: null } as Observation
  for (const missing of ['best_answer_percent', 'best_answer_best', 'best_answer_answers']) {
    const page = pageFromRows({ ...rows, question: { ...rows.question, [missing]: null } }, observation, null)
    expect(page.asker).toEqual({ ...person, bestAnswerRate: null })
  }
})

describe('a time', () => {
  const posted = (postedAt: QuestionPage['postedAt'], zone: string | null) =>
    stored(aPage({ postedAt }), zone).postedAt

  test.each([
    ['2013-07-08T12:34:00+09:00', 'Asia/Tokyo', '2013-07-08T12:34:00+09:00'],
    ['2013-07-08T12:34:56.789+09:00', 'Asia/Tokyo', '2013-07-08T12:34:56.789+09:00'],
    ['2013-07-08T12:34:00-03:00', 'America/Sao_Paulo', '2013-07-08T12:34:00-03:00'],
    ['2013-07-08T12:34:00+05:45', 'Asia/Kathmandu', '2013-07-08T12:34:00+05:45'],
    ['2013-07-08T12:34:00+01:00', 'Europe/London', '2013-07-08T12:34:00+01:00'],
    ['2013-01-08T12:34:00Z', 'Europe/London', '2013-01-08T12:34:00Z'],
    ['2013-07-08', 'Asia/Tokyo', '2013-07-08'],
    [null, 'Asia/Tokyo', null],
  ])('%s on a site in %s is %s', (postedAt, zone, again) => {
    expect(posted(postedAt, zone)).toBe(again)
  })

  test.each([
    // 23:30 UTC on the day before.
    ['2013-07-08T08:30:00+09:00', '2013-07-08T00:30:00+01:00'],
    ['2013-07-08T12:34:00+09:00', '2013-07-08T03:34:00Z'],
    // 01:00 UTC on the day after: an hour west is not enough, two are.
    ['2013-07-07T23:00:00-02:00', '2013-07-07T23:00:00-02:00'],
    ['2013-07-08T00:00:00+14:00', '2013-07-08T00:00:00+14:00'],
  ])('%s of a site without a zone is %s, at the nearest whole hour that has its day', (postedAt, again) => {
    expect(posted(postedAt, null)).toBe(again)
  })

  test('that has another day in the zone of the site keeps the day of the page', () => {
    expect(posted('2013-07-08T20:00:00-05:00', 'Asia/Tokyo')).toBe('2013-07-08T23:00:00-02:00')
  })

  test('without a day is in the zone of the site', () => {
    const rows = recordRowsOf(aPage({ postedAt: '2013-07-08T12:34:00Z' }))
    const question = { ...rows.question, posted_on: null }
    const page = pageFromRows({ ...rows, question }, { next_path: null } as Observation, 'Asia/Tokyo')
    expect(page.postedAt).toBe('2013-07-08T21:34:00+09:00')
  })
})
