import { describe, expect, test } from 'vitest'
import {
  type AnsweredVisit,
  answerOf,
  recentAnswers,
  type Trip,
  tripOf,
  tripReason,
} from '../../../src/crawl/drift/outcome-breaker.ts'
import type { Coverage } from '../../../src/model/drift-report.ts'
import type { HostAnswer } from '../../../src/model/host-answer.ts'
import type { VisitOutcome } from '../../../src/model/visit-outcome.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { seeded } from '../../chaos/seeded.ts'

const page = {
  kind: 'question',
  site: 'okwave',
  origin: 'https://okwave.jp',
  path: '/qa/q1.html',
  questionId: '1',
  lastOutcome: 'loaded',
  tries: 0,
} as const
const notBefore = new Date('2026-03-01T00:00:00Z')

const said = (
  outcome: VisitOutcome,
  of: Partial<AnsweredVisit['page']> = {},
  found: AnsweredVisit['found'] = [],
) => {
  const reading = { kind: 'ended', outcome } as const
  const answer = answerOf({ page: { ...page, ...of }, captureId: null, reading, found }, bundledSites)
  if (answer === null || answer.is === 'well') return answer?.is ?? null
  if (answer.is === 'served') return `served ${answer.page}`
  return `${answer.is} ${answer.how}${answer.isOther === true ? ' of a list' : ''}`
}

describe('an answer of a host', () => {
  test.each<[outcome: VisitOutcome, is: string | null]>([
    [{ kind: 'unchanged' }, 'well'],
    [{ kind: 'rejected', reason: 'checks', checks: [] }, 'well'],
    [{ kind: 'rejected', reason: 'timeout', checks: [] }, null],
    [{ kind: 'not-a-question' }, 'well'],
    [{ kind: 'not-a-question', wall: 'age' }, 'refused age'],
    [{ kind: 'failed', reason: 'http-401', status: 401 }, 'refused http-401'],
    [{ kind: 'failed', reason: 'http-403', status: 403 }, 'refused http-403'],
    [{ kind: 'failed', reason: 'http-451', status: 451 }, 'refused http-451'],
    [{ kind: 'failed', reason: 'http-500', status: 500 }, 'refused http-500'],
    [{ kind: 'retry', reason: 'http-502', notBefore }, 'refused http-502'],
    [{ kind: 'retry', reason: 'timeout', notBefore }, 'refused timeout'],
    [{ kind: 'failed', reason: 'timeout' }, 'refused timeout'],
    [{ kind: 'retry', reason: 'rate-limited', notBefore }, null],
    [{ kind: 'failed', reason: 'dns' }, null],
    [{ kind: 'gone', how: 410 }, 'gone 410'],
    [{ kind: 'gone', how: 'soft-404' }, 'gone soft-404'],
    [{ kind: 'redirected', to: 'https://okwave.jp/login?next=/qa/q1.html' }, 'refused /login'],
    [{ kind: 'redirected', to: 'https://id.example/a?b' }, 'refused https://id.example/a'],
    [{ kind: 'redirected', to: 'https://okwave.jp/qa/q2.html' }, null],
  ])('%j is %s', (outcome, is) => {
    expect(said(outcome)).toBe(is)
  })

  test('is not a loss if the question was never loaded, or was already gone', () => {
    const gone = { kind: 'gone', how: 404 } as const
    expect(said(gone, { questionId: null })).toBe('served question')
    expect(said(gone, { lastOutcome: 'gone' })).toBe('served question')
  })

  test('is counted once for each page, however often it is tried', () => {
    expect(said({ kind: 'retry', reason: 'http-500', notBefore }, { tries: 1 })).toBeNull()
    expect(said({ kind: 'failed', reason: 'timeout' }, { tries: 4 })).toBeNull()
  })

  test.each<[outcome: VisitOutcome, is: string | null]>([
    [{ kind: 'unchanged' }, 'served other'],
    [{ kind: 'failed', reason: 'http-403', status: 403 }, 'refused http-403 of a list'],
    [{ kind: 'redirected', to: 'https://okwave.jp/login?next=/' }, 'refused /login of a list'],
    [{ kind: 'not-a-question', wall: 'login' }, 'refused login of a list'],
    [{ kind: 'not-a-question' }, null],
    [{ kind: 'gone', how: 404 }, null],
    [{ kind: 'rejected', reason: 'checks', checks: [] }, null],
  ])('of a list %j is %s', (outcome, is) => {
    expect(said(outcome, { kind: 'list' })).toBe(is)
  })

  test('of a list that leads to questions says that the host serves lists', () => {
    const links = { kind: 'links', found: 1 } as const
    expect(said(links, { kind: 'list' }, [{ kind: 'question' }])).toBe('served other')
    expect(said(links, { kind: 'other' }, [{ kind: 'list' }])).toBeNull()
  })
})

/**
 * `.` a known question that loads, `n` a new one, `x` gone, `f` 403, `t` a timeout, `a` to `c` redirects; `-` a list, `F` a
 * list with 403, `A` and `B` lists that redirect, `?` a 404 for a question that was never loaded.
 */
const answers = (text: string): HostAnswer[] =>
  [...text].map((char): HostAnswer => {
    if (char === '.' || char === 'n') return { is: 'well', isKnown: char === '.' }
    if (char === '-' || char === '?') return { is: 'served', page: char === '-' ? 'other' : 'question' }
    const how =
      { F: 'http-403', x: '404', s: 'soft-404', f: 'http-403', t: 'timeout', l: 'login' }[char] ?? `/${char}`
    const is = char === 'x' || char === 's' ? 'gone' : 'refused'
    const bad = { is, how, site: 'okwave', path: '/', questionId: '1', captureId: null } as const
    return /[FAB]/.test(char) ? { ...bad, isOther: true } : bad
  })

const none: Coverage = { pages: 0, share: 0 }
const clean: Coverage = { pages: 60, share: 1 }

interface Case {
  readonly seen: string
  readonly past?: Coverage
  readonly isEnd?: boolean
  readonly acceptsGone?: boolean
  readonly trips: Trip['field'] | null
}

const trip = ({ seen, past = none, isEnd = false, acceptsGone = false }: Omit<Case, 'trips'>) =>
  tripOf({ answers: answers(seen), past: { answered: past, present: past }, isEnd, acceptsGone })

describe('the outcome breaker', () => {
  test.each<Case>([
    { seen: 'f'.repeat(19), trips: null },
    { seen: 'f'.repeat(20), trips: 'answered' },
    { seen: `${'f'.repeat(19)}n`, trips: null },
    { seen: `${'f'.repeat(18)}..`, past: clean, trips: 'answered' },
    { seen: `${'f'.repeat(14)}${'.'.repeat(6)}`, past: clean, trips: 'answered' },
    { seen: `${'f'.repeat(12)}${'.'.repeat(8)}`, past: clean, trips: null },
    // A third of its pages was always refused.
    { seen: `${'f'.repeat(14)}${'.'.repeat(6)}`, past: { pages: 900, share: 0.66 }, trips: null },
    { seen: 'f'.repeat(20), past: { pages: 900, share: 0.05 }, trips: null },
    { seen: 'a'.repeat(20), trips: 'answered' },
    { seen: 'ab'.repeat(10), trips: null },
    { seen: `${'f'.repeat(10)}${'t'.repeat(10)}`, trips: 'answered' },
    { seen: 'x'.repeat(20), trips: 'present' },
    { seen: 'x'.repeat(20), acceptsGone: true, trips: null },
    { seen: `${'x'.repeat(13)}${'.'.repeat(7)}`, trips: 'present' },
    { seen: `${'x'.repeat(12)}${'.'.repeat(8)}`, trips: null },
    // New questions say nothing of the old ones.
    { seen: `${'n'.repeat(15)}${'xn'.repeat(20)}`, trips: 'present' },
    { seen: `${'.'.repeat(17)}xxx`, past: clean, trips: null },
    { seen: 'f'.repeat(8), isEnd: true, trips: 'answered' },
    { seen: 'f'.repeat(7), isEnd: true, past: clean, trips: null },
    // If a host also refuses its lists, eight questions are not needed.
    { seen: 'ffF', isEnd: true, past: clean, trips: 'answered' },
    { seen: 'F', isEnd: true, trips: 'answered' },
    { seen: 'F', trips: null },
    { seen: 'AB', isEnd: true, trips: null },
    { seen: 'Ff?', isEnd: true, trips: null },
    { seen: 'F-', isEnd: true, trips: null },
    { seen: 'x'.repeat(8), isEnd: true, trips: 'present' },
    { seen: 'x'.repeat(7), isEnd: true, trips: null },
    { seen: '', isEnd: true, trips: null },
  ])('$seen, past $past, end $isEnd: $trips', ({ trips, ...seen }) => {
    expect(trip(seen)?.field ?? null).toBe(trips)
  })

  test.each([
    [`${'f'.repeat(18)}..`, 'answered', '18 of 20 recent question pages answered 403'],
    ['a'.repeat(20), 'answered', '20 of 20 recent question pages redirected to /a'],
    ['l'.repeat(20), 'answered', '20 of 20 recent question pages showed a login page'],
    ['FF', 'answered', '2 of 2 recent pages answered 403'],
    ['Ff', 'answered', '1 of 1 recent question pages answered 403'],
    [
      `${'t'.repeat(6)}${'f'.repeat(12)}..`,
      'answered',
      '18 of 20 recent question pages were refused: 12 answered 403, 6 timed out',
    ],
    [
      'x'.repeat(20),
      'present',
      '20 of 20 recent question pages answered 404 although their questions had been loaded before',
    ],
    [
      `${'s'.repeat(5)}${'x'.repeat(10)}${'.'.repeat(5)}`,
      'present',
      '15 of 20 recent question pages are gone although their questions had been loaded before: 10 answered 404, 5 said that there is no such page',
    ],
  ] as const)('says of %s: %s', (seen, field, reason) => {
    expect(tripReason(field, answers(seen))).toBe(reason)
  })

  test('keeps the answers that its rules need, and no more', () => {
    const kept = recentAnswers(answers(`${'.'.repeat(30)}x${'n'.repeat(30)}`))
    expect(kept.filter(({ is }) => is === 'gone')).toHaveLength(1)
    expect(kept).toHaveLength(40)
  })

  test('does not trip in 100,000 pages of a site that always loses and refuses a few', () => {
    const random = seeded(11)
    const past = { answered: { pages: 1000, share: 0.92 }, present: { pages: 1000, share: 0.91 } }
    let seen: HostAnswer[] = []
    let trips = 0
    const [gone, refused, well] = [answers('x'), answers('f'), answers('.')]
    for (let count = 0; count < 100_000; count += 1) {
      const roll = random()
      seen = [...seen, ...(roll < 0.08 ? gone : roll < 0.16 ? refused : well)].slice(-20)
      if (tripOf({ answers: seen, past, isEnd: false, acceptsGone: false }) !== null) trips += 1
    }
    expect(trips).toBe(0)
  })
})

test('nothing trips without an answer that was refused or gone, whatever the past and the number of pages', () => {
  const pasts: readonly Coverage[] = [0, 1, 49, 50, 1_000].flatMap((pages) =>
    [0, 0.5, 1].map((share) => ({ pages, share })),
  )
  const fine: readonly HostAnswer[] = [
    { is: 'well', isKnown: true },
    { is: 'well', isKnown: false },
    { is: 'served', page: 'other' },
    { is: 'served', page: 'question' },
  ]
  const trips = pasts.flatMap((answered) =>
    [0, 1, 4, 25, 100].flatMap((count) =>
      [true, false].map((isEnd) => {
        const seen = Array.from({ length: count }, (_, at) => fine[at % fine.length] as HostAnswer)
        return tripOf({ answers: seen, past: { answered, present: answered }, isEnd, acceptsGone: false })
      }),
    ),
  )
  expect(trips).toEqual(trips.map(() => null))
  expect(trips).toHaveLength(150)
})
