import { describe, expect, test } from 'vitest'
import type { Observation, ObservedRecord } from '../../../src/load/history/observation.ts'
import { questionHistory } from '../../../src/load/history/question-history.ts'
import { recordRowsOf } from '../../../src/load/history/record-to-rows.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage } from '../pages.ts'

const day = (number: number) => `2026-11-0${number}T00:00:00.000Z`

/** A capture of question 101 on that day of November. */
function capture(
  number: number,
  change: Partial<QuestionPage> = {},
  about: Partial<Observation> = {},
): ObservedRecord {
  const page = aPage(change)
  const observation = {
    site: page.site,
    question_id: page.questionId,
    path: '/qa/q101.html',
    part: '',
    captured_at: day(number),
    capture_id: `urn:uuid:${number}`,
    record_digest: JSON.stringify(change),
    layout: page.layout,
    checks: null,
    parser_version: 'a',
    run_id: null,
    complete: page.complete,
    next_path: page.nextPageUrl === null ? null : '/qa/q101.html?page=2',
    ...about,
  }
  return { observation, rows: recordRowsOf(page) }
}

function gone(number: number): ObservedRecord {
  const { observation } = capture(number, {}, { path: '', record_digest: null, parser_version: null })
  return { observation, rows: null }
}

function history(...captures: readonly ObservedRecord[]) {
  const found = questionHistory(captures.toReversed())
  if (found === null) throw new Error('nothing shows the question')
  const brief = (tracks: typeof found.answers) =>
    tracks.map(({ content, changedAt, gone, versions }) => ({
      says: content['title'] ?? content['body'],
      changedAt,
      gone,
      before: versions.map((version) => [
        version.content['title'] ?? version.content['body'],
        version.source.at,
        version.validTo,
        version.endedBy,
      ]),
    }))
  return { question: brief(found.question), answers: brief(found.answers), raw: found }
}

describe('pages beyond the end that repeat the last one', () => {
  const part = (at: number, path: string, next: string | null, keys: readonly string[]) =>
    capture(
      at,
      { complete: false, nextPageUrl: next, answers: keys.map((key) => anAnswer(key)) },
      { path, next_path: next, run_id: `run ${at}` },
    )
  const first = '/qa/q101.html'
  const chain = (at: number, ...pages: readonly (readonly string[])[]) =>
    pages.map((keys, index) => {
      const path = index === 0 ? first : `${first}?page=${index + 1}`
      return part(at, path, `${first}?page=${index + 2}`, keys)
    })

  test('end the question: it is complete, and an answer on none of its pages is gone', () => {
    const { answers, raw } = history(
      ...chain(1, ['1', '2'], ['3', '4'], ['3', '4']),
      ...chain(3, ['1', '2'], ['4'], ['4']),
    )
    expect(answers.map(({ gone }) => gone)).toEqual([null, null, { at: day(3), reason: 'not-shown' }, null])
    expect(raw.question[0]?.quiet['complete']).toBe(true)
  })

  test('a page without answers ends nothing', () => {
    const { answers, raw } = history(...chain(1, ['1', '2'], ['3']), ...chain(3, ['1'], []))
    expect(answers.every(({ gone }) => gone === null)).toBe(true)
    expect(raw.question[0]?.quiet['complete']).toBe(false)
  })
})

describe('a question over time', () => {
  test('an edit keeps the earlier state, from its first capture to the first of the new one', () => {
    const { question } = history(
      capture(1, { title: '一' }),
      capture(2, { title: '一' }),
      capture(4, { title: '二' }),
    )
    expect(question).toEqual([
      { says: '二', changedAt: day(4), gone: null, before: [['一', day(1), day(4), 'edited']] },
    ])
  })

  test('a count or a state that moves is a change and no edit', () => {
    const { question, answers } = history(
      capture(1, { status: 'open', thanksCount: 0, answers: [anAnswer('1')] }),
      capture(2, { status: 'solved', thanksCount: 4, answers: [anAnswer('1', { isBest: true })] }),
      capture(3, {
        status: 'solved',
        thanksCount: 5,
        imageUrls: [],
        answers: [anAnswer('1', { body: '別' })],
      }),
    )
    const endings = (tracks: typeof question) => tracks[0]?.before.map(([, , , endedBy]) => endedBy)
    expect(endings(question)).toEqual(['changed', 'edited'])
    expect(endings(answers)).toEqual(['changed', 'edited'])
  })

  test('another best answer ends the one before, on whatever page it stands', () => {
    const first = { complete: false, nextPageUrl: 'https://sample.example/qa/q101.html?page=2' }
    const part = { complete: false, nextPageUrl: null }
    const { raw } = history(
      capture(1, { ...first, answers: [anAnswer('1', { isBest: true })] }),
      capture(2, { ...part, answers: [anAnswer('2', { isBest: true })] }, { path: '/qa/q101.html?page=2' }),
    )
    expect(raw.answers.map(({ key, content }) => [key['answer_key'], content['is_best']])).toEqual([
      ['1', false],
      ['2', true],
    ])
    const [one] = raw.answers
    expect(one?.versions.map(({ content, validTo }) => [content['is_best'], validTo])).toEqual([
      [true, day(2)],
    ])
  })

  test('a difference between parsers is marked as such and moves no time of change', () => {
    const { question } = history(
      capture(1, { title: '文字化け' }),
      capture(2, { title: '直った' }, { parser_version: 'b' }),
    )
    expect(question).toEqual([
      { says: '直った', changedAt: day(1), gone: null, before: [['文字化け', day(1), day(2), 'parser']] },
    ])
  })

  test('when the older capture is re-parsed, the mark disappears and real edits remain', () => {
    const again = { parser_version: 'b' }
    const { question } = history(
      capture(1, { title: '直った' }, again),
      capture(2, { title: '直った' }, again),
      capture(3, { title: '編集' }, again),
    )
    expect(question).toEqual([
      { says: '編集', changedAt: day(3), gone: null, before: [['直った', day(1), day(3), 'edited']] },
    ])
  })

  test('an answer that disappears and comes back has two versions', () => {
    const both = { answers: [anAnswer('1'), anAnswer('2')] }
    const { answers } = history(capture(1, both), capture(2, { answers: [anAnswer('1')] }), capture(3, both))
    expect(answers[1]).toEqual({
      says: '回答の本文 2',
      changedAt: day(3),
      gone: null,
      before: [['回答の本文 2', day(1), day(2), 'not-shown']],
    })
  })

  test('an answer that another parser does not find is not gone from the site', () => {
    const { answers } = history(
      capture(1, { answers: [anAnswer('1'), anAnswer('2')] }),
      capture(2, { answers: [anAnswer('1')] }, { parser_version: 'b' }),
    )
    expect(answers[1]?.gone).toEqual({ at: day(2), reason: 'parser' })
  })

  test('a question that is gone keeps its answers unchanged, and comes back', () => {
    expect(history(capture(1), gone(2)).question[0]?.gone).toEqual({ at: day(2), reason: 'page-gone' })
    const { question, answers } = history(capture(1), gone(2), capture(3))
    expect(question[0]).toMatchObject({ gone: null, changedAt: day(3) })
    expect(question[0]?.before).toMatchObject([[expect.any(String), day(1), day(2), 'page-gone']])
    expect(answers[0]).toMatchObject({ gone: null, changedAt: day(1), before: [] })
  })

  test('a question that was never seen has no history', () => {
    expect(questionHistory([gone(1)])).toBeNull()
  })
})

describe('a question over several pages', () => {
  const first = (number: number, run: string, keys: readonly string[]) =>
    capture(
      number,
      {
        complete: false,
        nextPageUrl: 'https://sample.example/qa/q101.html?page=2',
        answers: keys.map((key) => anAnswer(key)),
      },
      { run_id: run },
    )
  const second = (number: number, run: string, keys: readonly string[]) =>
    capture(
      number,
      { complete: false, answers: keys.map((key) => anAnswer(key)), title: '題…', related: [] },
      { run_id: run, path: '/qa/q101.html?page=2', next_path: null },
    )
  const goneAnswers = (...captures: readonly ObservedRecord[]) =>
    history(...captures).answers.map(({ gone }) => gone?.at ?? null)
  const isComplete = (...captures: readonly ObservedRecord[]) =>
    history(...captures).raw.question[0]?.quiet['complete']

  test('is complete when all its pages came from one run, and only then loses an answer', () => {
    const run1 = [first(1, 'run 1', ['1', '2']), second(2, 'run 1', ['3'])]
    expect(isComplete(...run1)).toBe(true)
    expect(goneAnswers(...run1, first(3, 'run 2', ['1']))).toEqual([null, null, null])
    expect(goneAnswers(...run1, first(3, 'run 2', ['1']), second(4, 'run 3', ['3']))).toEqual([
      null,
      null,
      null,
    ])
    expect(goneAnswers(...run1, first(3, 'run 2', ['1']), second(4, 'run 2', ['3']))).toEqual([
      null,
      day(4),
      null,
    ])
  })

  test('stays complete after an unchanged first page, not after a changed one', () => {
    const run1 = [first(1, 'run 1', ['1']), second(2, 'run 1', ['2'])]
    expect(isComplete(...run1, first(3, 'run 2', ['1']))).toBe(true)
    expect(isComplete(...run1, first(3, 'run 2', ['1', '3']))).toBe(false)
  })

  test('is incomplete if one page breaks off', () => {
    expect(isComplete(first(1, 'run 1', ['1']))).toBe(false)
    expect(isComplete(capture(1, { complete: false }))).toBe(false)
  })

  test('a further page’s view of the question is not an edit', () => {
    const { question } = history(
      second(1, 'run 1', ['2']),
      first(2, 'run 1', ['1']),
      second(3, 'run 1', ['2']),
    )
    expect(question).toMatchObject([{ says: aPage().title, before: [] }])
  })
})
