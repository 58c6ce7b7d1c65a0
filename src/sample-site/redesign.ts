/**
 * A redesign: from one page on, the site shows its questions otherwise, as sites do without a word to anyone. What a
 * parser made for the old pages finds then is what the quality gate must notice.
 */
import type { Answer } from '../model/question-page.ts'
import type { SampleQuestion } from './question.ts'

export interface Redesign {
  /** Question pages served as before. */
  readonly after: number
  /**
   * `authors`: no name at any answer. `dates`: none anywhere. `answers`: their number stands there, they do not.
   * `classes`: no class name that a layout is known by.
   */
  readonly loses: readonly Loss[]
}

export type Loss = 'authors' | 'dates' | 'answers' | 'classes'

export function redesigned(question: SampleQuestion, loses: readonly Loss[]): SampleQuestion {
  const withoutAuthors = loses.includes('authors')
  const withoutDates = loses.includes('dates')
  const shown = (answer: Answer): Answer => ({
    ...answer,
    ...(withoutAuthors ? { author: null } : {}),
    ...(withoutDates ? { postedAt: null } : {}),
  })
  const { page } = question
  return {
    ...question,
    page: {
      ...page,
      ...(withoutDates ? { postedAt: null } : {}),
      answers: loses.includes('answers') ? [] : page.answers.map(shown),
    },
  }
}

const knownBy = ['a-title', 'contents', 'okw_inner', 'q_desc', 'a_textarea', 'a_desc', 'itemprop="name"']

export function withoutClasses(html: string): string {
  return knownBy.reduce((text, name) => text.replaceAll(name, `x-${name.length}`), html)
}
