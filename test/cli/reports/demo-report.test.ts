/** What the demo says when it has ended. The rows are invented. */
import { describe, expect, test } from 'vitest'
import { exampleQuestions } from '../../../src/analyse/example-questions.ts'
import { type DemoPlaces, demoReport } from '../../../src/cli/reports/demo-report.ts'
import type { CrawlEnd } from '../../../src/crawl/engine/crawl.ts'
import { answeringStore } from '../../analyse/answering-store.ts'
import { row } from '../../database/answers.ts'

const places: DemoPlaces = {
  ...{
    dataFolder: './mondo-demo',
    archiveFolder: './mondo-demo/archive',
    databaseUrl: 'pglite:./mondo-demo/db',
  },
  reportFile: null,
}
const endOf = (outcomes: Readonly<Record<string, number>>) =>
  ({
    summary: { outcomes, requests: 9 },
    counts: { question: { inserted: 3, changed: 1 } },
  }) as unknown as CrawlEnd
const report = async (
  at: Partial<DemoPlaces> = {},
  outcomes: Readonly<Record<string, number>> = { loaded: 4 },
) => {
  const { store } = answeringStore([
    [/from qa\.best_answer\)/, row({ questions: 'bigint', answers: 'bigint' }, '3', '7')],
    [/./, row({ category: 'text', questions: 'bigint' }, 'ペット', '2')],
  ])
  return await demoReport(store, endOf(outcomes), { ...places, ...at })
}

test('it begins with what there is, and ends with how to ask', async () => {
  const text = await report()
  expect(text).toMatch(/^questions +answers\n +3 +7\n/)
  expect(text).toContain('\n\nthis run  3 new, 1 changed, 0 unchanged; 9 requests\n\n')
  expect(text).toContain(
    'archive   ./mondo-demo/archive (every response as it came, as WARC)\ndatabase  pglite:./mondo-demo/db\n',
  )
  expect(text).toMatch(
    /\n\nAsk your own: {2}(?:npx )?mondo sql "select \.\.\. from qa\.question" --data \.\/mondo-demo\n$/,
  )
})

test('each example is a question, its statement and its rows', async () => {
  const text = await report()
  expect(exampleQuestions).toHaveLength(3)
  for (const { question, sql } of exampleQuestions) {
    expect(question).toMatch(/^[A-Z].*[?.\w]$/)
    expect(text).toContain(
      `\n\n${question}\n\n  ${sql.replaceAll('\n', '\n  ')}\n\n  category  questions\n  ペット`,
    )
  }
})

describe('a run', () => {
  test('after which nothing has changed says so', async () => {
    const said = '5 unchanged; 9 requests\nNothing has changed since the last run.\n'
    expect(await report({}, { unchanged: 5 })).toContain(said)
    expect(await report({}, { unchanged: 5, loaded: 1 })).not.toContain('Nothing has changed')
    expect(await report({}, {})).not.toContain('Nothing has changed')
  })

  test('with a report names its file, and a server without its password', async () => {
    const text = await report({
      reportFile: './mondo-demo/report.html',
      databaseUrl: 'postgres://ops:secret@db.example/qa',
    })
    expect(text).toContain(
      'database  db.example:5432/qa\nreport    ./mondo-demo/report.html (charts of this crawl: open it in a browser)\n',
    )
    expect(text).not.toContain('secret')
  })
})
