/** What a landmark says: a text that marks structure in any markup. */
import type { BestAnswerRate, QuestionStatus } from '../../model/question-page.ts'

/** One landmark. */
export type Landmark =
  | { readonly kind: 'answer-number'; readonly number: number }
  | { readonly kind: 'rate'; readonly rate: BestAnswerRate }
  /** ベストアンサー alone: the state of the question or the mark of the best answer, depending on its position. */
  | { readonly kind: 'best' }
  | { readonly kind: 'state'; readonly status: QuestionStatus }
  | { readonly kind: 'section'; readonly section: SectionName; readonly count: number | null }
  | { readonly kind: 'asker' }
  /** 回答者 without a name; the short text after it is the name. */
  | { readonly kind: 'answerer' }
  | { readonly kind: 'reply'; readonly reply: 'supplement' | 'thanks' }
  | { readonly kind: 'answer-count'; readonly count: number }
  | { readonly kind: 'thanks-count'; readonly count: number }
  | { readonly kind: 'related' }
  | { readonly kind: 'tail' }
  /** `labelled`: it follows 回答日時 or a similar label, so it cannot be a line of a user's text. */
  | { readonly kind: 'date'; readonly date: string; readonly labelled: boolean }
  /** Buttons, labels and advertising that belong to no field. */
  | { readonly kind: 'noise' }
  /** The rest of a header line without its landmarks: a name, perhaps with a link, or a category beside counts. */
  | { readonly kind: 'name'; readonly name: string; readonly href: string | null }

/** The headings over the answers: ベストアンサー, その他の回答, or all answers under one. */
export type SectionName = 'best' | 'others' | 'all'
