/**
 * What OKWAVE adds to a question's title in `<title>`: `TITLE - 派遣 解決済み| 【OKWAVE】`, `TITLE | 派遣のQ&A【OKWave】`. It names the
 * category and the state once more.
 */
import type { QuestionStatus } from '../../model/question-page.ts'

export interface TitleSuffix {
  readonly category: string | null
  readonly status: QuestionStatus | null
}

const longestTitle = 600
const longestCategory = 40

/** How a title ends, and what stands between the question's own title and the category. */
const forms = [
  {
    ending: /(?<state>解決済み?|締切(?:済み?)?|締め切り済み|受付中)?[|｜] ?【OKWAVE】$/i,
    between: /[-－–][ \u3000]/,
  },
  { ending: /のQ&A ?【OKWAVE】$/i, between: /[|｜]/ },
]

const states: ReadonlyMap<string, QuestionStatus> = new Map([
  ['解決', 'solved'],
  ['締切', 'closed'],
  ['締め', 'closed'],
  ['受付', 'open'],
])

/** Nulls where the titles do not end so. */
export function titleSuffix(documentTitles: readonly string[]): TitleSuffix {
  for (const title of documentTitles.slice(0, 4)) {
    const text = title.slice(-longestTitle).trimEnd()
    for (const { ending, between } of forms) {
      const end = ending.exec(text)
      const [, ...parts] = text.slice(0, end?.index ?? 0).split(between)
      const category = parts.at(-1)?.trim() ?? ''
      if (category === '' || category.length > longestCategory) continue
      return { category, status: states.get(end?.groups?.['state']?.slice(0, 2) ?? '') ?? null }
    }
  }
  return { category: null, status: null }
}
