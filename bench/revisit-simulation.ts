/**
 * A crawler on a fake clock: the real rule (`settle`, `revisit`, `isNewSignal`) over the sample world's truth, without HTTP and
 * database. Its only way in is the list of new questions, twenty to a page, each page with its own place in the rule.
 */

import { settle } from '../src/crawl/commit/settle.ts'
import type { FrontierPage } from '../src/crawl/frontier/frontier.ts'
import { isNewSignal, signalKey } from '../src/crawl/frontier/list-signals.ts'
import type { QuestionStatus } from '../src/model/question-page.ts'
import { DueQueue } from './due-queue.ts'
import { countUntil, statusAt, type TrueQuestion } from './revisit-truth.ts'

export interface Policy {
  /** Whether lists bring questions forward. */
  readonly usesCounts: boolean
  /** Seconds between visits of a question in place of the rule; null: the rule. */
  readonly questionInterval: number | null
  /** The same for lists. */
  readonly listInterval: number | null
}

export interface Simulated {
  /** Of each question, in order. */
  readonly visits: readonly (readonly number[])[]
  readonly listVisits: readonly number[]
}

const questionsPerList = 20

interface Page {
  readonly kind: 'question' | 'list'
  /** Of a question its index, of a list its page number from 0. */
  readonly number: number
  dueAt: number
  interval: number | null
  loaded: { readonly changes: number; readonly answers: number; readonly status: QuestionStatus } | null
  seenAt: number
  said: string[]
  visits: number
}

export function simulate(
  truth: readonly TrueQuestion[],
  policy: Policy,
  time: { readonly from: number; readonly to: number },
): Simulated {
  const visits: number[][] = truth.map(() => [])
  const listVisits: number[] = []
  const questions = new Map<number, Page>()
  const lists = new Map<number, Page>()
  const queue = new DueQueue<Page>()
  let asked = 0

  const become = (page: Page, dueAt: number): void => {
    page.dueAt = dueAt
    queue.push(dueAt, page)
  }
  const known = (pages: Map<number, Page>, kind: Page['kind'], number: number, now: number): boolean => {
    if (pages.has(number)) return true
    const known = { interval: null, loaded: null, seenAt: now, said: [], visits: 0 }
    const page: Page = { kind, number, dueAt: now, ...known }
    pages.set(number, page)
    queue.push(now, page)
    return false
  }

  const visitQuestion = (page: Page, question: TrueQuestion, now: number) => {
    visits[page.number]?.push(now)
    const changes = countUntil(question.changes, now)
    const status = statusAt(question, now)
    const isChanged = page.loaded?.changes !== changes
    page.loaded = { changes, answers: countUntil(question.arrivals, now), status }
    page.seenAt = now
    if (isChanged) page.said = []
    const record = { status, postedAt: question.postedAt }
    return {
      outcome: isChanged ? ({ kind: 'loaded', changes: 1 } as const) : unchanged,
      record,
      hasNews: false,
    }
  }

  const expediteChanged = (page: Page, now: number): boolean => {
    const question = truth[page.number]
    if (question === undefined || page.loaded === null || page.dueAt <= now) return false
    const listed = {
      answers: countUntil(question.arrivals, now),
      status: listStatus(statusAt(question, now)),
      at: new Date(now).toISOString(),
    }
    if (!isNewSignal(listed, { ...page.loaded, seenAt: new Date(page.seenAt), said: page.said })) return false
    page.said.push(signalKey(listed))
    become(page, now)
    return true
  }

  const visitList = (page: Page, now: number) => {
    listVisits.push(now)
    while (asked < truth.length && (truth[asked]?.askedAt ?? 0) <= now) asked += 1
    const newest = asked - 1 - page.number * questionsPerList
    const oldest = Math.max(0, newest - questionsPerList + 1)
    let hasNews = false
    for (let index = newest; index >= oldest; index -= 1) {
      const page = questions.get(index)
      if (!known(questions, 'question', index, now)) hasNews = true
      else if (policy.usesCounts && page !== undefined && expediteChanged(page, now)) hasNews = true
    }
    if (oldest > 0 && !known(lists, 'list', page.number + 1, now)) hasNews = true
    return { outcome: { kind: 'links', found: questionsPerList } as const, record: null, hasNews }
  }

  known(lists, 'list', 0, time.from)
  for (let next = queue.pop(); next !== undefined && next.at < time.to; next = queue.pop()) {
    const { at: now, item: page } = next
    // Stale entry: the page has been moved forward and visited since.
    if (page.dueAt !== now) continue
    const question = truth[page.number]
    const isQuestion = page.kind === 'question' && question !== undefined
    const visit = isQuestion ? visitQuestion(page, question, now) : visitList(page, now)
    const override = isQuestion ? policy.questionInterval : policy.listInterval
    const settled = settle({ ...visit, page: frontierPage(page), ...unused }, new Date(now), override)
    page.interval = settled.intervalSeconds
    // Pages that were found at once must not come in waves for ever: the rule spreads them, a fixed interval does not.
    const wait = (settled.dueAt?.getTime() ?? Number.POSITIVE_INFINITY) - now
    const isFirst = page.visits === 0 && override !== null
    page.visits += 1
    become(page, now + (isFirst ? Math.ceil(wait * phaseOf(page.number)) : wait))
  }
  return { visits, listVisits }
}

const unchanged = { kind: 'unchanged' } as const
const unused = { validators: { etag: null, lastModified: null }, linkRules: '', capturedAt: null }

/** Evenly spread in (0, 1]: multiples of the golden ratio. */
function phaseOf(number: number): number {
  return 1 - ((number * 0.618_033_988_749_895) % 1)
}

function listStatus(status: QuestionStatus) {
  return status === 'unknown' ? null : status
}

function frontierPage(page: Page): FrontierPage {
  return {
    site: 'sample',
    path: `/${page.kind}/${page.number}`,
    kind: page.kind,
    origin: '',
    hostGroup: 'sample',
    depth: 0,
    dueAt: new Date(page.dueAt),
    tries: 0,
    lastOutcome: null,
    questionId: null,
    lastStatus: page.loaded?.status ?? null,
    recordDigest: null,
    parserVersion: null,
    intervalSeconds: page.interval,
    etag: null,
    lastModified: null,
    linkRules: null,
  }
}
