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

const current =
  /[-－–] ?([^|｜]{1,40}?)[ \u3000]?(解決済み?|締切(?:済み?)?|締め切り済み|受付中)?[|｜] ?【OKWAVE】$/i
const older = /[|｜] ?([^|｜]{1,40})のQ&A ?【OKWAVE】$/i

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
    const [, category, state] = current.exec(text) ?? older.exec(text) ?? []
    if (category === undefined) continue
    return { category: category.trim(), status: states.get(state?.slice(0, 2) ?? '') ?? null }
  }
  return { category: null, status: null }
}
