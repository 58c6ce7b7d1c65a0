/**
 * Which answers the pages of a question have shown in this run. Some sites repeat the last page under every number beyond
 * it, each with a link to the next: such a chain ends where a page brings no answer that another page has not shown.
 */
import type { QuestionPage } from '../../model/question-page.ts'

/** Questions whose pages are under way at one time: those of a host group are fetched one after another. */
const mostQuestions = 1_000

export class AnswersSeen {
  /** By question, the keys that each page showed. */
  readonly #pages = new Map<string, Map<string, ReadonlySet<string>>>()

  /** Notes the page; whether all its answers stand on other pages of its question. */
  isRepeat(url: string, { site, questionId, answers, complete }: QuestionPage): boolean {
    if (complete || answers.length === 0) return false
    const question = JSON.stringify([site, questionId])
    const pages = this.#pages.get(question) ?? new Map<string, ReadonlySet<string>>()
    // Put last, so that the questions under way are kept.
    this.#pages.delete(question)
    this.#pages.set(question, pages.set(url, new Set(answers.map(({ key }) => key))))
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > mostQuestions && oldest !== undefined) this.#pages.delete(oldest)
    const others = [...pages].filter(([other]) => other !== url).map(([, keys]) => keys)
    return others.length > 0 && answers.every(({ key }) => others.some((keys) => keys.has(key)))
  }
}
