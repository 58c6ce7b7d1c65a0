/**
 * Parses an HTML page. The readers that its site's definition names are asked in order: the first record without errors is
 * taken, and those of the others are witnesses held against it.
 */
import type { CheerioAPI } from 'cheerio/slim'
import type { Check } from '../model/check.ts'
import type { QuestionPage } from '../model/question-page.ts'
import type { ReaderName, SiteDefinition } from '../sites/site-definition.ts'
import { warning } from './checks.ts'
import type { FilledField } from './filled-fields.ts'
import type { Block } from './html/blocks.ts'
import type { PageTree } from './html/document.ts'
import { blocksOfDocument } from './html/html-blocks.ts'
import { markHolds } from './layouts/page-marks.ts'
import { documentTitles, type PageLinks } from './links/links.ts'
import { landmarkLines } from './okwave/landmarks.ts'
import type { HtmlInput, PageInput, ReadPage } from './page-input.ts'
import { type ReadablePage, type Reading, readBy } from './readers.ts'
import { type DeclaredBreadcrumbs, declaredBreadcrumbs } from './schema-org/breadcrumbs.ts'
import { missingComments, readSchemaPage, type SchemaReading } from './schema-org/read-schema.ts'
import { structuredDataOf } from './schema-org/syntaxes.ts'
import { fold } from './text/fold.ts'
import { hear } from './witnesses.ts'

/** The record of a page, or why there is none, with the evidence. */
export function readHtml(page: HtmlInput, tree: PageTree, links: PageLinks): ReadPage {
  const { $, document } = tree
  const html = blocksOfDocument(document, landmarkLines(page.words))
  const schemaPage = { ...page, $, html, links, data: structuredDataOf($, html) }
  const schema = readSchemaPage(schemaPage)
  const readable: ReadablePage = { page, tree, html, links, schema }
  const readings = readersOf(page.definition, schema)
    .map((reader) => readBy(reader, readable))
    .filter((reading) => reading !== null)
  const saysNotFound = markHolds($, 'notFound', page.definition?.notFound)
  const base = baseReading(readings, saysNotFound)
  if (base !== null) {
    const breadcrumbs = (title: string) => declaredBreadcrumbs(schemaPage, title)
    return withWitnesses(base, readings, page, schema, breadcrumbs)
  }

  const evidence = readings[0]?.evidence ?? { kind: 'html', html, words: page.words }
  const { url, checks } = page
  // A "not found" page may list other questions, and a question may quote such a page: a valid record wins.
  if (saysNotFound || isNotFound($, html.blocks)) {
    const cut = readings.find(isCut)
    return { outcome: cut?.outcome ?? { kind: 'not-found', url }, evidence }
  }
  const refused =
    readings.find(isCut) ?? readings.find(({ outcome }) => outcome.kind === 'rejected') ?? readings[0]
  const outcome = refused?.outcome ?? schema?.outcome ?? { kind: 'not-a-question', url, checks }
  return { outcome, evidence: refused?.evidence ?? evidence }
}

const usualReaders: readonly ReaderName[] = ['layouts', 'landmarks', 'structured-data']

/** Of a site that no definition knows, landmarks are read only where no structured data is, or none without repair. */
function readersOf(definition: SiteDefinition | null, schema: SchemaReading | null): readonly ReaderName[] {
  if (definition !== null) return definition.readers ?? usualReaders
  const isDeclared = schema?.source != null && !schema.source.isRepaired
  return isDeclared ? ['structured-data'] : ['landmarks', 'structured-data']
}

/** The first record; none where one reader sees that the page is cut off, which structured data in its head does not. */
function baseReading(readings: readonly Reading[], saysNotFound: boolean): Reading | null {
  if (readings.some(isCut)) return null
  const base = readings.find(({ outcome }) => outcome.kind === 'question') ?? null
  // Landmarks may be those of a list of other questions below the message.
  return saysNotFound && base?.reader === 'landmarks' ? null : base
}

function isCut({ outcome }: Reading): boolean {
  return outcome.kind === 'rejected' && outcome.reason === 'truncated'
}

function withWitnesses(
  base: Reading,
  readings: readonly Reading[],
  { url, definition }: PageInput,
  schema: SchemaReading | null,
  breadcrumbs: (title: string) => DeclaredBreadcrumbs | null,
): ReadPage {
  const { outcome, evidence } = base
  if (outcome.kind !== 'question') return base
  let { page } = outcome
  const checks: Check[] = [...page.checks]
  const filled: FilledField[] = []
  for (const [at, other] of readings.entries()) {
    if (other === base) continue
    if (other.outcome.kind !== 'question') checks.push(...unused(other, at < readings.indexOf(base)))
    else if (isWitness(other)) {
      const heard = hear(page, other.outcome.page, (name) => isAnonymous(name, definition))
      page = heard.page
      checks.push(...heard.checks, ...remarksOn(heard.filled, other.outcome.page))
      filled.push(...heard.filled)
    }
  }
  // Where the data holds a question, its categories were read with it.
  const trail = page.categories.length > 0 || schema?.source != null ? null : breadcrumbs(page.title)
  if (trail !== null) {
    page = { ...page, categories: trail.names }
    filled.push({ field: 'categories', by: trail.layout, text: trail.names.join(', ') })
  }
  const missing = base.reader === 'structured-data' ? (schema?.source?.missingComments ?? 0) : 0
  if (missing > 0 && !checks.some(({ code }) => code === 'comments-missing'))
    checks.push(...missingComments(missing - repliesIn(page) + repliesIn(outcome.page)))
  const isRefused = checks.some(({ severity }) => severity === 'error')
  return {
    outcome: isRefused
      ? { kind: 'rejected', url, reason: 'checks', checks }
      : { ...outcome, page: { ...page, checks } },
    evidence: { ...evidence, filled },
  }
}

/** What a witness says of itself holds for what it filled: that its script was repaired, or that it saw only some comments. */
function remarksOn(filled: readonly FilledField[], { checks }: QuestionPage): readonly Check[] {
  const codes = [
    ...(filled.length > 0 ? ['structured-data-repaired'] : []),
    ...(filled.some(({ field }) => field.endsWith('replies')) ? ['comments-missing'] : []),
  ]
  return checks.filter(({ code }) => codes.includes(code))
}

function repliesIn({ replies, answers }: QuestionPage): number {
  return answers.reduce((sum, answer) => sum + answer.replies.length, replies.length)
}

/** The words of OKWAVE stand on pages of other sites too: without an answer and its number they prove nothing. */
function isWitness({ reader, outcome }: Reading): boolean {
  return reader !== 'landmarks' || (outcome.kind === 'question' && outcome.page.answers.length > 0)
}

/** A reader that was asked before the one that read the page, or layouts that read it no more. */
function unused({ reader, layout, outcome }: Reading, wasFirst: boolean): readonly Check[] {
  if (outcome.kind !== 'rejected' || !(wasFirst || reader === 'layouts')) return []
  const [first] = outcome.checks.filter(({ severity }) => severity === 'error')
  const message = `${layout} does not read the page: ${first?.message ?? outcome.reason}`
  return [warning(reader === 'structured-data' ? 'structured-data' : 'layout-disagrees', message)]
}

const nobody = /^(?:匿名|名無し|退会|非公開|noname#|anonymous|unknown|deleted|guest|community wiki)/i

function isAnonymous(name: string, definition: SiteDefinition | null): boolean {
  const folded = fold(name)
  return (
    nobody.test(folded) ||
    (definition?.anonymous ?? []).some((word) =>
      typeof word === 'string' ? word === name : name.search(word) >= 0,
    )
  )
}

/** ページが見つかりません is OKWAVE's wording; the others are those of similar sites (recalled, not seen). */
const notFoundPhrases: readonly RegExp[] = [
  /^(?:お探しの|指定された|ご指定の)?(?:ページ|質問|URL)(?:が|は)(?:見つかりません|存在しません|削除されました|ありません)(?:でした)?(?:。|.{0,20})$/i,
  /^(?:この|ご指定の)(?:質問|Q&A|ページ)は.{0,16}(?:削除|非公開|取り消)(?:されました|されています|になりました|になっています|しました)/,
  /^404 ?not ?found$|^not ?found$/i,
]

/** Whether a main heading or a declared title says that the page does not exist. */
function isNotFound($: CheerioAPI, blocks: readonly Block[]): boolean {
  const headings = blocks
    .filter((block) => block.headingLevel !== null && block.headingLevel <= 2)
    .map((block) => block.folded)
  const titles = documentTitles($).map((title) => fold(title).split(/ [|-] /)[0] ?? '')
  return [...headings, ...titles].some((text) => notFoundPhrases.some((phrase) => phrase.test(text)))
}
