/** The visible texts of a question page in any layout. */
import type { Answer, BestAnswerRate, QuestionPage, QuestionStatus } from '../model/question-page.ts'

export const stateWords: Readonly<Record<QuestionStatus, string>> = {
  solved: 'ベストアンサー',
  closed: '締切済み',
  open: '受付中',
  unknown: '',
}

export interface Section {
  readonly heading: string
  readonly answers: readonly Answer[]
}

/** The answers under their headings. Without answers there is no heading. */
export function countedSections({ answers }: QuestionPage): Section[] {
  if (answers.length === 0) return []
  if (answers[0]?.isBest !== true) return [{ heading: 'みんなの回答', answers }]
  const best = { heading: '質問者が選んだベストアンサー', answers: answers.slice(0, 1) }
  const others = answers.slice(1)
  return others.length === 0
    ? [best]
    : [best, { heading: `その他の回答 (${others.length})`, answers: others }]
}

export function rateText({ percent, best, answers }: BestAnswerRate): string {
  return `ベストアンサー率${percent}% (${best}/${answers})`
}
