/** Turns a page's structured data into a record: JSON-LD if it describes a question, else microdata or RDFa. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Check } from '../../model/check.ts'
import type { ParseOutcome } from '../../model/parse-outcome.ts'
import type { LayoutName, QuestionPage } from '../../model/question-page.ts'
import { failure, foreignCanonical, quoted, warning } from '../checks.ts'
import { finishedRecord } from '../finished-record.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { baseOf, type PageLinks } from '../links/links.ts'
import type { Sites } from '../site/sites.ts'
import { jsonLdOf } from './json-ld.ts'
import { microdataOf, rdfaOf } from './markup.ts'
import { findQuestion, readSchemaQuestion, type SchemaQuestion } from './question.ts'
import { schemaIdentity } from './schema-identity.ts'
import type { Thing } from './thing.ts'

/** A parsed page with its links and its checks so far. */
export interface SchemaPage {
  readonly url: string
  readonly site: string | undefined
  readonly $: CheerioAPI
  readonly sites: Sites
  readonly html: HtmlBlocks
  readonly links: PageLinks
  readonly checks: readonly Check[]
}

/** The result of reading structured data. */
export interface SchemaReading {
  readonly outcome: ParseOutcome
  readonly layout: LayoutName
  /** The Question that the record comes from. */
  readonly question: Thing
}

/** Null when the page has no question as structured data. */
export function readSchemaPage(page: SchemaPage): SchemaReading | null {
  const sources = questionsIn(page)
  const [source] = sources
  if (source === undefined) return null
  const context = {
    base: baseOf(page.$, page.url),
    $: page.$,
    html: page.html,
    japanese: isJapanese(page),
  }
  const readings = sources.map(({ question }) => readSchemaQuestion(question, context))
  const [reading] = readings
  if (reading === undefined) return null
  return { ...source, outcome: recordOfSchema(reading, readings.slice(1), source.layout, page) }
}

interface Source {
  readonly layout: LayoutName
  readonly question: Thing
}

function questionsIn(page: SchemaPage): readonly Source[] {
  const syntaxes: readonly { readonly layout: LayoutName; readonly things: readonly Thing[] }[] = [
    { layout: 'schema-org/json-ld', things: jsonLdOf(page.$).things },
    { layout: 'schema-org/microdata', things: microdataOf(page.$, page.html) },
    { layout: 'schema-org/microdata', things: rdfaOf(page.$, page.html) },
  ]
  return syntaxes.flatMap(({ layout, things }) => {
    const question = findQuestion(things)
    return question === null ? [] : [{ layout, question }]
  })
}

function recordOfSchema(
  reading: SchemaQuestion,
  others: readonly SchemaQuestion[],
  layout: LayoutName,
  page: SchemaPage,
): ParseOutcome {
  const identity = schemaIdentity(page, reading.identifier)
  const declared = reading.answerCount
  const complete =
    (declared === null || reading.answers.length >= declared) &&
    identity.nextPageUrl === null &&
    !identity.isLaterPage
  const checks = [...page.checks, ...foreignCanonical(identity), ...checksOf(reading, others)]
  if (checks.some((check) => check.severity === 'error')) {
    return { kind: 'rejected', url: page.url, reason: 'checks', checks }
  }
  const record: QuestionPage = {
    site: identity.site,
    questionId: identity.questionId,
    url: identity.url,
    aliases: identity.aliases,
    title: reading.title,
    body: reading.body,
    status: reading.answers.some((answer) => answer.isBest) ? 'solved' : 'unknown',
    categories: [],
    asker: reading.asker,
    postedAt: reading.postedAt,
    answerCount: declared,
    thanksCount: reading.thanksCount,
    complete,
    nextPageUrl: identity.nextPageUrl,
    answers: reading.answers,
    replies: [],
    imageUrls: reading.imageUrls,
    related: [],
    layout,
    checks,
  }
  return finishedRecord(record, page.url)
}

function checksOf(reading: SchemaQuestion, others: readonly SchemaQuestion[]): readonly Check[] {
  const checks: Check[] = []
  if (reading.title === '') checks.push(failure('no-title', 'the Question has no name'))
  if (reading.body === '') checks.push(failure('empty-body', 'the Question has no text'))
  const best = reading.answers.filter((answer) => answer.isBest).map((answer) => answer.key)
  if (best.length > 1)
    checks.push(failure('best-answer', `${best.length} accepted answers: ${best.join(', ')}`))
  const keys = new Set(reading.answers.map((answer) => answer.key))
  if (keys.size < reading.answers.length)
    checks.push(failure('answer-number', 'two answers have the same id'))
  if (reading.zoneless > 0) {
    checks.push(warning('time-zone-unknown', `${reading.zoneless} times without an offset were left out`))
  }
  if (reading.leftOut.length > 0) {
    const shown = reading.leftOut.slice(0, 3).map(quoted).join(' ')
    checks.push(
      warning(
        'value-out-of-range',
        `${reading.leftOut.length} values that cannot be stored were left out: ${shown}`,
      ),
    )
  }
  for (const other of others) {
    if (other.answers.length !== reading.answers.length || other.answerCount !== reading.answerCount) {
      checks.push(warning('structured-data', 'JSON-LD and markup of the page count the answers differently'))
    }
  }
  return checks
}

/** On Japanese sites, times without an offset are Japanese time. */
function isJapanese(page: SchemaPage): boolean {
  return new URL(page.url).hostname.endsWith('.jp')
}
