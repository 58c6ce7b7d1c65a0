/** A record of the database against the same page as today's parser reads it. */
import { asStored } from '../load/rows/stored-records.ts'
import { type Difference, differences } from '../model/differences.ts'
import type { QuestionPage } from '../model/question-page.ts'

/** `path`: of the page that was read, which may be a further page of a long question. */
export function changesOf(stored: QuestionPage, read: QuestionPage, path: string): readonly Difference[] {
  const now = asStored(read)
  return differences(comparable(shownBy(stored, now, path)), comparable(now))
}

/** One page of several shows some of the answers, and leaves to the first page what the question itself says. */
function shownBy(stored: QuestionPage, now: QuestionPage, path: string): QuestionPage {
  if (now.complete) return stored
  const url = new URL(now.url)
  const keys = new Set(now.answers.map(({ key }) => key))
  const answers = stored.answers.filter(({ key }) => keys.has(key))
  if (path !== url.pathname + url.search) return { ...now, answers }
  // All pages together may be whole.
  return { ...stored, answers, complete: false }
}

/** Messages of checks are for people and change with the parser's words. */
function comparable(page: QuestionPage): unknown {
  return { ...page, checks: page.checks.map(({ code, severity }) => `${code} ${severity}`).sort() }
}
