/** Captures at random for the property tests: few questions, pages, answers and days, so that they meet. */
import fc from 'fast-check'
import type { Confirmation } from '../../../src/load/history/confirmations.ts'
import type { LoadRecord } from '../../../src/load/load-records.ts'
import type { GoneQuestion } from '../../../src/load/mark-questions-gone.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'

export type LoadStep =
  | { readonly kind: 'record'; readonly record: LoadRecord }
  | { readonly kind: 'gone'; readonly gone: GoneQuestion }
  | { readonly kind: 'confirmation'; readonly confirmation: Confirmation }

const answerKeys = ['1', '2', '3'] as const

const answers = fc
  .record({
    keys: fc.shuffledSubarray([...answerKeys]),
    best: fc.constantFrom(...answerKeys, null),
    bodies: fc.record({ 1: fc.nat(2), 2: fc.nat(2), 3: fc.nat(2) }),
    replies: fc.nat(2),
  })
  .map(({ keys, best, bodies, replies }) =>
    keys.map((key) =>
      anAnswer(key, {
        isBest: key === best,
        body: `本文 ${bodies[key]}`,
        replies: Array.from({ length: replies }, (_, index) => aReply('thanks', `お礼 ${index}`)),
      }),
    ),
  )

const pathOf = (questionId: string, page: number) =>
  page === 1 ? `/qa/q${questionId}.html` : `/qa/q${questionId}.html?page=${page}`

const captureIdOf = (questionId: string, page: number, day: number) => `urn:uuid:${questionId}-${page}-${day}`

const relatedLink = (questionId: string, index: number) => {
  return { rank: index + 1, questionId, url: null, title: `関連 ${questionId}`, excerpt: null }
}

const record = fc
  .record({
    questionId: fc.constantFrom('1', '2'),
    shows: fc.constantFrom('all', 'all', 'first', 'second', 'part'),
    title: fc.constantFrom('題一', '題二', '題\0三\ud83d'),
    answers,
    related: fc.shuffledSubarray(['102', '103', '104']),
    warns: fc.boolean(),
    day: fc.integer({ min: 1, max: 6 }),
    parser: fc.constantFrom('2026-11-23a', '2026-11-23b', null),
    run: fc.constantFrom('run 1', 'run 2'),
  })
  .map(({ questionId, shows, title, answers, related, warns, day, parser, run }): LoadRecord => {
    const isWhole = shows === 'all'
    const page = aPage({
      questionId,
      title,
      answers,
      related: related.map(relatedLink),
      complete: isWhole,
      nextPageUrl: shows === 'first' ? `https://sample.example${pathOf(questionId, 2)}` : null,
      checks: warns ? [{ code: 'text-unclaimed', severity: 'warning', message: '広告' }] : [],
    })
    // The pages of one run are captured one after the other.
    const capturedAt = new Date(Date.UTC(2026, 0, day, shows === 'second' ? 1 : 0))
    return {
      page,
      path: pathOf(questionId, shows === 'second' ? 2 : 1),
      capturedAt,
      captureId: captureIdOf(questionId, shows === 'second' ? 2 : 1, day),
      parserVersion: parser,
      ...(isWhole ? {} : { runId: run }),
    }
  })

const gone = fc
  .record({ questionId: fc.constantFrom('1', '2'), day: fc.integer({ min: 1, max: 6 }) })
  .map(({ questionId, day }): GoneQuestion => {
    return { site: 'sample', questionId, capturedAt: new Date(Date.UTC(2026, 0, day, 2)) }
  })

/** A 304 of a page: it may confirm a capture that is loaded later, or never. */
const confirmation = fc
  .record({
    questionId: fc.constantFrom('1', '2'),
    page: fc.constantFrom(1, 1, 1, 2),
    day: fc.integer({ min: 1, max: 6 }),
    later: fc.nat(4),
    run: fc.constantFrom('run 1', 'run 2'),
  })
  .map(({ questionId, page, day, later, run }): Confirmation => {
    return {
      site: 'sample',
      path: pathOf(questionId, page),
      confirms: captureIdOf(questionId, page, day),
      capturedAt: new Date(Date.UTC(2026, 0, day + later, 3)),
      captureId: `urn:uuid:304-${questionId}-${page}-${day}-${later}`,
      runId: run,
    }
  })

/** One capture read by one parser is one record: the same with another content does not happen. */
export const loadSteps = fc
  .tuple(
    fc.uniqueArray(record, {
      selector: ({ path, capturedAt, parserVersion }) => `${path} ${capturedAt.getTime()} ${parserVersion}`,
      minLength: 1,
      maxLength: 8,
    }),
    fc.array(gone, { maxLength: 2 }),
    fc.uniqueArray(confirmation, { selector: ({ captureId }) => captureId, maxLength: 3 }),
  )
  .map(([records, gones, confirmations]): LoadStep[] => [
    ...records.map((record) => ({ kind: 'record' as const, record })),
    ...gones.map((gone) => ({ kind: 'gone' as const, gone })),
    ...confirmations.map((confirmation) => ({ kind: 'confirmation' as const, confirmation })),
  ])
