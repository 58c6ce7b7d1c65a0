/** A page that sends its reader on by `Refresh` or `<meta http-equiv="refresh">` counts as a redirect. */
import { refreshHeader } from '../../fetch/redirects.ts'
import type { Capture } from '../../model/capture.ts'
import type { ReadingOf } from '../../workers/tasks.ts'

/** A longer refresh gives a person time to read the page, and reloads pages that change. */
const longestSeconds = 5

type PageReading = Pick<ReadingOf['page'], 'outcome' | 'links' | 'wall' | 'refresh'>

/**
 * The URL that the page redirects to; null where it does not: it is a question, a list, a wall or the site's "no such page",
 * or refreshes to itself or later than in 5 s.
 *
 * @param isQuestionUrl Whether the URL is that of a question: what is there instead is no list, whatever it links to.
 */
export function refreshTarget(
  capture: Pick<Capture, 'url' | 'headers'>,
  { outcome, links, wall, refresh }: PageReading,
  isQuestionUrl: boolean,
): string | null {
  const { seconds, to } = refreshHeader(capture) ?? refresh ?? { seconds: 0, to: capture.url }
  if (seconds > longestSeconds || to === capture.url || wall !== null) return null
  if (outcome.kind === 'rejected') return withoutPage.has(outcome.reason) ? to : null
  if (outcome.kind !== 'not-a-question') return null
  return !isQuestionUrl && isList(links, to) ? null : to
}

/** Links that are only likely to be to questions are a list where they are several: a page that has moved has few. */
function isList({ questions, lists, likelyQuestions }: PageReading['links'], to: string): boolean {
  const others = (urls: readonly string[]) => urls.filter((url) => url !== to).length
  return others(questions) + others(lists) > 0 || others(likelyQuestions) > 2
}

/** Reasons that leave open whether a page was meant at all. */
const withoutPage: ReadonlySet<string> = new Set([
  'empty',
  'not-html',
  'truncated',
  'text-style-b',
  'text-style-c',
])
