/**
 * Remembers which answers the pages of a question have shown in this run. Some sites serve the last page again under every
 * later page number, with a link to the next. Such a chain ends at the first page without a new answer.
 */
import type { QuestionPage } from '../../model/question-page.ts'

/** How many questions are remembered at once. Pages of a host group are fetched one after another, so few are needed. */
const mostQuestions = 1_000

export class AnswersSeen {
  /** For each question, the keys of the answers on each page. */
  readonly #pages = new Map<string, Map<string, ReadonlySet<string>>>()

  /** Remembers the page. Returns whether all its answers are also on other pages of its question. */
  isRepeat(url: string, { site, questionId, answers, complete }: QuestionPage): boolean {
    if (complete || answers.length === 0) return false
    const question = JSON.stringify([site, questionId])
    const pages = this.#pages.get(question) ?? new Map<string, ReadonlySet<string>>()
    // Moved to the end of the map, so that the questions being fetched are kept.
    this.#pages.delete(question)
    this.#pages.set(question, pages.set(url, new Set(answers.map(({ key }) => key))))
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > mostQuestions && oldest !== undefined) this.#pages.delete(oldest)
    const others = [...pages].filter(([other]) => other !== url).map(([, keys]) => keys)
    return others.length > 0 && answers.every(({ key }) => others.some((keys) => keys.has(key)))
  }
}
