/** Turns a page's structured data into a record: JSON-LD if it describes a question, else microdata or RDFa. */
import type { Check } from '../../model/check.ts'
import type { ParseOutcome } from '../../model/parse-outcome.ts'
import type { LayoutName, QuestionPage } from '../../model/question-page.ts'
import type { SiteDefinition } from '../../sites/site-definition.ts'
import { failure, foreignCanonical, quoted, warning } from '../checks.ts'
import { finishedRecord } from '../finished-record.ts'
import { categoriesOf } from './categories.ts'
import { mainQuestionOf } from './main-question.ts'
import { readSchemaQuestion, type SchemaContext, type SchemaQuestion } from './question.ts'
import { idNamedBy, type SchemaIdentity, schemaIdentity } from './schema-identity.ts'
import { ownUrls, type SchemaPage } from './syntaxes.ts'
import { Texts } from './texts.ts'
import { allThings, hasType, isThing, type Thing, things } from './thing.ts'

/** The result of reading structured data. */
export interface SchemaReading {
  /** A record, a rejection, or `not-a-question` with checks that say what the page is instead. */
  readonly outcome: ParseOutcome
  /** The Question that the record comes from; null if there is no record. */
  readonly source: SchemaSource | null
  /** Checks for structured data that could not be read. Every record of the page must include them. */
  readonly remarks: readonly Check[]
}

/** Where a record comes from. */
export interface SchemaSource {
  readonly layout: LayoutName
  readonly question: Thing
  /** The key of each answer, by its item. */
  readonly keys: ReadonlyMap<Thing, string>
  readonly accepted: ReadonlySet<Thing>
  /** From a script that was not valid JSON and was repaired. The visible page outranks it. */
  readonly isRepaired: boolean
  /** Number of comments that are counted but not included; another reader may find them on the page. */
  readonly missingComments: number
}

/** Null when the page has no structured data of questions. */
export function readSchemaPage(page: SchemaPage): SchemaReading | null {
  const { syntaxes, damaged } = page.data
  const remarks = damaged.map(({ message }) => damagedCheck(message)).slice(0, 1)
  const found = syntaxes.map(({ layout, things: roots }) => ({ layout, roots, main: mainQuestionOf(roots) }))
  const texts = new Texts(page.$, page.base)
  const readings = found
    .flatMap(({ layout, roots, main }) => {
      if (main.kind !== 'one') return []
      const { question } = main
      const reading = readSchemaQuestion(question, contextOf(page, texts, roots))
      const { keys, accepted, isRepaired, missingComments } = reading
      return [{ source: { layout, question, keys, accepted, isRepaired, missingComments }, reading }]
    })
    // Markup in the visible page outranks a repaired script.
    .sort((a, b) => Number(a.source.isRepaired) - Number(b.source.isRepaired))
  const [first] = readings
  if (first !== undefined) {
    const { source, reading } = first
    const others = readings.slice(1).map((one) => one.reading)
    const categories = categoriesOf(
      source.question,
      syntaxes.flatMap(({ things }) => things),
      {
        $: page.$,
        base: page.base,
        ownUrls: ownUrls(page),
        title: reading.title,
        texts,
      },
    )
    const outcome = recordOfSchema({ ...reading, categories }, others, source.layout, {
      ...page,
      checks: [...page.checks, ...remarks],
    })
    return { outcome, source, remarks }
  }
  const several = found.map(({ main }) => main).find((main) => main.kind === 'several')
  if (several !== undefined) {
    const check = warning('several-questions', `no question of its own: ${several.because}`)
    return notRead({ kind: 'not-a-question', url: page.url, checks: [...page.checks, check] }, remarks)
  }
  if (damaged.length === 0) return null
  if (!damaged.some(({ text }) => namesQuestion(text, page))) {
    return notRead({ kind: 'not-a-question', url: page.url, checks: [...page.checks, ...remarks] }, remarks)
  }
  const checks = [...page.checks, ...remarks.map((check) => ({ ...check, severity: 'error' as const }))]
  return notRead({ kind: 'rejected', url: page.url, reason: 'checks', checks }, remarks)
}

function notRead(outcome: ParseOutcome, remarks: readonly Check[]): SchemaReading {
  return { outcome, source: null, remarks }
}

function contextOf(page: SchemaPage, texts: Texts, roots: readonly Thing[]): SchemaContext {
  const isPage = (thing: Thing) => hasType(thing, 'QAPage')
  const pages = allThings(roots).filter(isPage)
  const strays = [...roots, ...pages.flatMap((one) => [...one.properties.values()].flat().filter(isThing))]
  return {
    base: page.base,
    $: page.$,
    html: page.html,
    capturedAt: page.capturedAt,
    zone: zoneOf(page),
    ownUrls: ownUrls(page),
    idOf: (url) => idNamedBy({ ...page, url }),
    strays: [...new Set(strays)].filter((thing) => hasType(thing, 'Answer')),
    acceptedStrays: new Set(pages.flatMap((one) => things(one, 'acceptedAnswer'))),
    texts,
  }
}

function damagedCheck(message: string): Check {
  return warning(
    'structured-data-damaged',
    `a JSON-LD script is not valid JSON and was not repaired: ${quoted(message)}`,
  )
}

/** Whether a damaged script describes one question: it says QAPage, or it says Question and the page's URL names one. */
function namesQuestion(text: string, page: SchemaPage): boolean {
  if (/FAQPage/.test(text)) return false
  return /QAPage/.test(text) || (/\bQuestion\b/.test(text) && idNamedBy(page) !== null)
}

function recordOfSchema(
  reading: SchemaQuestion & { readonly categories: readonly string[] },
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
  const checks = [
    ...page.checks,
    ...foreignCanonical(identity),
    ...checksOf(reading, others, identity, page.definition),
  ]
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
    categories: reading.categories,
    asker: reading.asker,
    postedAt: reading.postedAt,
    answerCount: declared,
    thanksCount: reading.thanksCount,
    complete,
    nextPageUrl: identity.nextPageUrl,
    answers: reading.answers,
    replies: reading.replies,
    imageUrls: reading.imageUrls,
    related: reading.related,
    layout,
    checks,
  }
  return finishedRecord(record, page.url)
}

function checksOf(
  reading: SchemaQuestion,
  others: readonly SchemaQuestion[],
  identity: SchemaIdentity,
  definition: SiteDefinition | null,
): readonly Check[] {
  const checks: Check[] = []
  const isPart = identity.nextPageUrl !== null || identity.isLaterPage
  if (reading.isRepaired) {
    checks.push(warning('structured-data-repaired', 'the JSON-LD was not valid JSON and was repaired'))
  }
  if (reading.title === '') checks.push(failure('no-title', 'the Question has no name'))
  if (reading.body === '') {
    // On some sites a question is only a title. If the definition names a body, a missing one is an error.
    const hasBodies = definition?.layouts.some(({ question }) => question.body !== undefined) === true
    const severity = hasBodies ? failure : warning
    checks.push(severity('empty-body', 'the Question has no text'))
  }
  const best = reading.answers.filter((answer) => answer.isBest).map((answer) => answer.key)
  if (best.length > 1)
    checks.push(failure('best-answer', `${best.length} accepted answers: ${best.join(', ')}`))
  if (best.length === 0 && reading.isAcceptedMissing) {
    const severity = reading.answers.length === 0 && !isPart ? failure : warning
    checks.push(severity('best-answer', 'the page refers to an accepted answer that it does not contain'))
  }
  if (reading.sharedIds.length > 0)
    checks.push(
      failure('answer-number', `two answers have the same id: ${quoted(reading.sharedIds[0] ?? '')}`),
    )
  if (reading.guessedKeys > 0) {
    checks.push(
      warning(
        'key-guessed',
        `${reading.guessedKeys} answers have neither id nor author and time: identified by the beginning of their text`,
      ),
    )
  }
  if (!isPart && reading.answerCount !== null && reading.answers.length < reading.answerCount) {
    checks.push(
      warning(
        'answers-missing',
        `${reading.answerCount} answers declared, ${reading.answers.length} on the page`,
      ),
    )
  }
  if (reading.shortened.length > 0) {
    const shown = reading.shortened.slice(0, 3).map(quoted).join(' ')
    checks.push(
      warning('structured-data', `the page shows more of ${reading.shortened.length} texts: ${shown}`),
    )
  }
  if (reading.cut.length > 0) {
    const shown = reading.cut.slice(0, 3).map(quoted).join(' ')
    checks.push(warning('structured-data', `${reading.cut.length} texts end like excerpts: ${shown}`))
  }
  if (reading.zoneless > 0) {
    checks.push(warning('time-zone-unknown', `${reading.zoneless} times without an offset were left out`))
  }
  if (reading.leftOut.length > 0) {
    const shown = reading.leftOut.slice(0, 3).map(quoted).join(' ')
    checks.push(
      warning(
        'value-out-of-range',
        `${reading.leftOut.length} values that could not be read or stored were left out: ${shown}`,
      ),
    )
  }
  const { answers, answerCount } = reading
  if (others.some((other) => other.answers.length !== answers.length || other.answerCount !== answerCount)) {
    checks.push(warning('structured-data', 'JSON-LD and markup of the page count the answers differently'))
  }
  return checks
}

/** The check for comments that are counted but not on the page; none for 0. */
export function missingComments(count: number): readonly Check[] {
  if (count <= 0) return []
  return [warning('comments-missing', `${count} comments are counted but not on the page`)]
}

/** The time zone of the site's definition. Without one, times on `.jp` hosts are Japanese time. */
function zoneOf({ url, definition }: SchemaPage): string | null {
  if (definition !== null) return definition.timeZone
  return new URL(url).hostname.endsWith('.jp') ? '+09:00' : null
}
