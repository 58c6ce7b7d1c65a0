/**
 * A redesign: from one page on, the site changes its markup without notice, as real sites do. The quality gate must
 * notice what a parser written for the old pages then loses.
 */
import type { Answer } from '../../src/model/question-page.ts'
import type { Redesign } from '../../src/sample-site/pages.ts'
import type { SampleQuestion } from '../../src/sample-site/question.ts'

export interface RedesignOptions {
  /** Question pages served as before. */
  readonly after: number
  /**
   * `authors`: no name at any answer. `dates`: none anywhere. `answers`: their number stands there, they do not.
   * `classes`: no class name that a layout is known by.
   */
  readonly loses: readonly Loss[]
}

type Loss = 'authors' | 'dates' | 'answers' | 'classes'

/** For the option `redesign` of one sample site: it counts the pages served. */
export function redesign({ after, loses }: RedesignOptions): Redesign {
  let served = 0
  return (question, html) => {
    served += 1
    if (served <= after) return html(question)
    const shown = html(redesigned(question, loses))
    return loses.includes('classes') ? withoutClasses(shown) : shown
  }
}

function redesigned(question: SampleQuestion, loses: readonly Loss[]): SampleQuestion {
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

function withoutClasses(html: string): string {
  return knownBy.reduce((text, name) => text.replaceAll(name, `x-${name.length}`), html)
}
