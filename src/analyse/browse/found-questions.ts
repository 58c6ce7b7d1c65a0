/** Hits of a search, gathered by question: a question and its answers may all have the words. */
import type { SqlResult } from '../read-session.ts'
import { objects } from '../report/figure.ts'

/** A question with the places where the words stand in it. */
export interface FoundQuestion {
  readonly site: string
  readonly id: string
  readonly title: string
  readonly status: string
  readonly categories: readonly string[]
  readonly postedOn: string | null
  readonly askerName: string | null
  readonly answers: number
  readonly hits: readonly { readonly answerKey: string | null; readonly excerpt: string }[]
}

/** In the order of the first hit of each. */
export function byQuestion(result: SqlResult): readonly FoundQuestion[] {
  const rows = objects(result)
  const groups = Map.groupBy(rows, (row) => `${String(row['site'])}\n${String(row['question_id'])}`)
  return [...groups.values()].map((hits) => {
    const [row = {}] = hits
    return {
      site: String(row['site']),
      id: String(row['question_id']),
      title: String(row['title']),
      status: String(row['status']),
      categories: Array.isArray(row['categories']) ? row['categories'].map(String) : [],
      postedOn: textOrNull(row['posted_on']),
      askerName: textOrNull(row['asker_name']),
      answers: Number(row['answers']),
      hits: hits.map((hit) => ({
        answerKey: textOrNull(hit['answer_key']),
        excerpt: String(hit['excerpt'] ?? ''),
      })),
    }
  })
}

/** Of a value of a row. */
export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
