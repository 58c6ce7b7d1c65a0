/**
 * A store without a database: it answers the statements of read sessions with what the test gives, printed as Postgres prints
 * it. What the statements mean is for the integration tests.
 */
import type { Store } from '../../src/database/store.ts'
import { type Answer, type Answers, fields } from '../database/answers.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

interface Answering {
  readonly store: Store
  /** Statements in the order in which they came, without those that begin and end the session. */
  readonly asked: string[]
}

const ofSession = /^(?:begin|rollback|select 1$|set local|close)/
const cursor = 'declare mondo_rows no scroll cursor for '

/**
 * The first pattern that fits a statement answers it; a statement that none fits is an error. With `beside` the store is that of
 * a process beside the holder of a data folder.
 */
export function answeringStore(answers: Answers, { beside = false } = {}): Answering {
  const asked: string[] = []
  let open: { columns: Answer['columns']; left: Answer['rows'] } = { columns: {}, left: [] }
  const printed = (answer: Pick<Answer, 'columns'>, rows: Answer['rows']) => ({
    fields: fields(answer),
    rows,
    isCut: false,
  })
  const answerTo = (statement: string): Answer => {
    asked.push(statement)
    const answer = answers.find(([pattern]) => pattern.test(statement))?.[1]
    if (answer === undefined) throw new Error(`nothing answers: ${statement}`)
    if (answer instanceof Error) throw answer
    return answer
  }
  const query = async (given: string | { readonly text: string }) => {
    const text = typeof given === 'string' ? given : given.text
    if (ofSession.test(text)) return printed({ columns: {} }, [])
    const size = /^fetch (\d+) from mondo_rows$/.exec(text)?.[1]
    if (size !== undefined) {
      const rows = open.left.slice(0, Number(size))
      open = { ...open, left: open.left.slice(Number(size)) }
      return printed(open, rows)
    }
    const answer = answerTo(text.replace(cursor, ''))
    if (!text.startsWith(cursor)) return printed(answer, answer.rows)
    open = { columns: answer.columns, left: answer.rows }
    return printed({ columns: {} }, [])
  }
  const { db } = recordingDatabase<unknown>()
  const parts = beside
    ? { holder: { read: query }, pool: null }
    : { holder: null, pool: { connect: async () => ({ query, release: () => undefined }) } }
  return { store: { kind: 'postgres', db, pglite: null, ...parts } as unknown as Store, asked }
}
