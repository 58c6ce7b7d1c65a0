/** The demo's closing report: what was loaded, where it is stored, and an analyst's first questions. */
import { exampleQuestions } from '../../analyse/example-questions.ts'
import { readSession } from '../../analyse/read-session.ts'
import { runSql } from '../../analyse/run-sql.ts'
import type { CrawlEnd } from '../../crawl/engine/crawl.ts'
import type { Store } from '../../database/store.ts'
import { parseStoreUrl } from '../../database/store-url.ts'
import { runsFromSource } from '../../model/package-files.ts'
import { tableOf } from '../output/row-formats.ts'
import { renderTable } from '../output/table.ts'

export interface DemoPlaces {
  readonly dataFolder: string
  readonly archiveFolder: string
  readonly databaseUrl: string
  /** Null where it could not be written. */
  readonly reportFile: string | null
}

/** One row: what the database holds now. */
const totals = `select
  (select count(*) from qa.question where gone_at is null) as questions,
  (select count(*) from qa.answer a join qa.question q using (site, question_id)
    where a.gone_at is null and q.gone_at is null) as answers,
  (select count(*) from qa.best_answer) as best_answers,
  (select count(*) from qa.reply r join qa.question q using (site, question_id)
    where r.gone_at is null and q.gone_at is null) as replies,
  (select count(*) from qa.related_question where gone_at is null) as related,
  (select count(*) from crawl.rejected_page) as rejects`

export async function demoReport(store: Store, end: CrawlEnd, at: DemoPlaces): Promise<string> {
  const { columns, rows } = await runSql(store, totals)
  const sections = [
    renderTable(columns, rows),
    thisRun(end),
    `archive   ${at.archiveFolder} (every response as it came, as WARC)\ndatabase  ${placeOf(at.databaseUrl)}${reportLine(at)}`,
  ]
  for (const { question, sql } of exampleQuestions) {
    const found = await readSession(store, {}, (session) => session.allPrinted(sql))
    sections.push(`${question}\n\n${indented(sql)}\n\n${indented(tableOf(found).trimEnd())}`)
  }
  sections.push(
    `Ask your own:  ${runsFromSource ? 'npx ' : ''}mondo sql "select ... from qa.question" --data ${at.dataFolder}`,
  )
  return `${sections.join('\n\n')}\n`
}

function thisRun({ summary, counts }: CrawlEnd): string {
  const { inserted, changed } = counts.question
  const unchanged = summary.outcomes['unchanged'] ?? 0
  const what = `this run  ${inserted} new, ${changed} changed, ${unchanged} unchanged; ${summary.requests} requests`
  const loaded = summary.outcomes['loaded'] ?? 0
  return unchanged > 0 && loaded === 0 ? `${what}\nNothing has changed since the last run.` : what
}

function reportLine({ reportFile }: DemoPlaces): string {
  return reportFile === null ? '' : `\nreport    ${reportFile} (charts of this crawl: open it in a browser)`
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ')
}

/** Without the password that a URL may hold. */
function placeOf(databaseUrl: string): string {
  const place = parseStoreUrl(databaseUrl)
  return place.kind === 'postgres' ? place.place : databaseUrl
}
