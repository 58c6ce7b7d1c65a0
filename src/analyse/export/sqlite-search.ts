/**
 * Full-text search in an SQLite export: an FTS5 table whose tokens are the pairs of characters that stand together, as in
 * `qa.ja_bigrams`. A phrase of pairs is an exact match (`"派遣 遣社 社員"`), and a prefix finds a single character (`派*`).
 */
import type { DatabaseSync } from 'node:sqlite'
import type { ReadSession } from '../read-session.ts'
import type { TablePlan } from './export-target.ts'
import { relationRows } from './relation-rows.ts'

/** Every character but white space and controls belongs to a token: `C++` is found too. The text is folded already. */
const punctuation = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter(
  (character) => !/[0-9A-Za-z]/.test(character),
)
const tokenizer = `ascii tokenchars '${punctuation.join('').replaceAll("'", "''")}'`

export function makeSearch(database: DatabaseSync): void {
  // Keys of their own, because VACUUM may number the rows of a table anew.
  database.exec(`
    create table search_text (
      id integer primary key, -- rowid in search
      site text not null,
      question_id text not null,
      answer_key text -- null for the question itself
    );
    create virtual table search using fts5(pairs, content = '', tokenize = "${tokenizer.replaceAll('"', '""')}");
  `)
}

interface SearchedPlan {
  readonly plan: TablePlan
  /** Key and folded text, in SQL of the database. */
  readonly expressions: readonly string[]
}

const searched: Readonly<Record<string, readonly string[]>> = {
  question: ['site', 'question_id', 'null::text', "qa.ja_fold(title || E'\\n' || body)"],
  answer: ['site', 'question_id', 'answer_key', 'qa.ja_fold(body)'],
}

/** The exported tables that hold texts which qa.search finds. */
export function searchedPlans(plans: readonly TablePlan[]): readonly SearchedPlan[] {
  return plans.flatMap((plan) => {
    const expressions = searched[plan.relation.name]
    return expressions === undefined ? [] : [{ plan, expressions }]
  })
}

export async function indexTexts(
  database: DatabaseSync,
  session: ReadSession,
  { plan: { relation, since }, expressions }: SearchedPlan,
): Promise<void> {
  const key = database.prepare(
    'insert into search_text (site, question_id, answer_key) values (?, ?, ?) returning id',
  )
  const text = database.prepare('insert into search (rowid, pairs) values (?, ?)')
  for await (const rows of relationRows(session, { relation, expressions, since }, 500)) {
    for (const [site, questionId, answerKey, folded] of rows) {
      const id = key.get(String(site), String(questionId), answerKey === null ? null : String(answerKey))?.[
        'id'
      ]
      if (typeof id === 'number') text.run(id, pairs(String(folded)))
    }
  }
}

/** Every two characters that stand together, and the last one of each word, which no pair begins with. */
function pairs(folded: string): string {
  const tokens = folded.split(' ').flatMap((word) => {
    const characters = [...word]
    return characters.map((character, i) => character + (characters[i + 1] ?? ''))
  })
  return tokens.join(' ')
}
