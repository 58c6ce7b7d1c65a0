/**
 * The parse gate's rule: when a host's pages have lost a field that they had, its layout has probably changed, and going
 * on would only spend requests. Pages are held against the host's own past: what a site never had is no loss. Everything
 * is archived; after a fix of the parser it is read again without fetching. Pure.
 */
import type { BrokenField, Coverage } from '../../model/drift-report.ts'
import { type FieldCoverage, pastOf, recentOf } from './field-coverage.ts'

/** Rows with layout '': pages that were not rejected, and pages in a layout that has a past. */
export const readField = 'read'
export const knownLayoutField = 'known layout'
/** Stands on every page that is read: it tells how many pages of a layout there were. */
export const pastField = 'title'

/** Fewer of the last pages never trip. */
const enoughPages = 20
/** A shorter past says nothing. */
const enoughPast = 50
/** After a gate has tripped, as many pages tell whether it still would. */
const trialPages = 5
/**
 * How improbable the last pages must be under the past, for one field at one page. With 25 fields in three layouts,
 * looked at after every page, a million pages of a site that does not change trip with a probability far below 1 %.
 */
const improbable = 1e-8
/** What goes with a field that trips is named when it lost half as much, and need be less certain. */
const unlikely = 1e-3

/** `share` of the pages that used to have a field may lose it: more trips. */
export const defaultLoss = 0.5

/** A page of `layout` was noted: what it breaks, the clearest first; empty while all is well. */
export function brokenFields(rows: readonly FieldCoverage[], layout: string, loss: number): BrokenField[] {
  const compared = [...rejects(rows), ...(layout === '' ? [] : comparedFields(rows, layout, loss))]
  if (!compared.some((one) => hasFallen(one, loss, improbable))) return []
  return compared
    .filter((one) => hasFallen(one, loss / 2, unlikely))
    .toSorted((a, b) => chanceOf(a) - chanceOf(b))
    .map(brokenOf)
}

/** Whether what tripped the gate is still so; null while too few pages have been tried. */
export function isStillBroken(
  row: FieldCoverage | undefined,
  { before }: BrokenField,
  loss: number,
): boolean | null {
  if (row === undefined || row.recent.length < trialPages) return null
  return recentOf(row).share < (1 - loss) * before.share
}

function brokenOf({ row, before }: Compared): BrokenField {
  const { field, layout, lacking } = row
  return { field, layout, before, now: recentOf(row), sample: lacking }
}

/** Whether this row says that its layout has been there for long enough to be held against. */
export function hasPast({ field, pastPages }: FieldCoverage): boolean {
  return field === pastField && pastPages >= enoughPast
}

interface Compared {
  readonly row: FieldCoverage
  readonly before: Coverage
}

/** Before a host has a past, most of its pages are expected to be read. */
function rejects(rows: readonly FieldCoverage[]): Compared[] {
  return rows
    .filter(({ layout, field }) => layout === '' && field === readField)
    .map((row) => ({ row, before: row.pastPages < enoughPast ? { pages: 0, share: 1 } : pastOf([row]) }))
}

function comparedFields(rows: readonly FieldCoverage[], layout: string, loss: number): Compared[] {
  const own = rows.filter((row) => row.layout === layout)
  if (own.some(hasPast)) return own.map((row) => ({ row, before: pastOf([row]) })).filter(isJudged)
  // A layout without a past that takes the place of those with one is held against theirs.
  const known = rows.find((row) => row.layout === '' && row.field === knownLayoutField)
  if (known === undefined || !hasFallen({ row: known, before: pastOf([known]) }, loss, unlikely)) return []
  const layouts = new Set(rows.filter(hasPast).map((row) => row.layout))
  const others = rows.filter((row) => layouts.has(row.layout))
  return own
    .map((row) => ({ row, before: pastOf(others.filter(({ field }) => field === row.field)) }))
    .filter(isJudged)
}

function isJudged({ before }: Compared): boolean {
  return before.pages >= enoughPast
}

function hasFallen(compared: Compared, loss: number, chance: number): boolean {
  const { row, before } = compared
  const now = recentOf(row)
  if (now.pages < enoughPages || now.share >= (1 - loss) * before.share) return false
  return chanceOf(compared) < chance
}

/** The probability of as few pages with the field among the last ones, if nothing had changed. */
function chanceOf({ row, before }: Compared): number {
  const { pages, share } = recentOf(row)
  return binomialTail(
    Math.round(pages * share),
    pages,
    before.pages === 0 ? before.share : lowerBound(before),
  )
}

/** Wilson's lower bound with three standard deviations: a share that the past supports whatever its own chance. */
function lowerBound({ pages, share }: Coverage): number {
  const z2 = 9
  const centre = share + z2 / (2 * pages)
  const spread = Math.sqrt(z2 * ((share * (1 - share)) / pages + z2 / (4 * pages * pages)))
  return Math.max(0, (centre - spread) / (1 + z2 / pages))
}

/** P(X <= k) for X ~ Binomial(n, p), by its terms: n is at most 40. */
function binomialTail(k: number, n: number, p: number): number {
  if (p <= 0) return 1
  if (p >= 1) return k >= n ? 1 : 0
  let term = (1 - p) ** n
  let sum = term
  for (let i = 0; i < k; i += 1) {
    term *= ((n - i) / (i + 1)) * (p / (1 - p))
    sum += term
  }
  return Math.min(1, sum)
}

/** Why the quality gate tripped, in one sentence: for the log, `crawl.host.parked_reason` and `mondo status`. */
export function gateReason({ field, layout, before, now }: BrokenField): string {
  const lacking = now.pages - Math.round(now.pages * now.share)
  const said =
    field === readField
      ? `${lacking} of the last ${now.pages} question pages were rejected${usually(before)}`
      : `${lacking} of the last ${now.pages} pages of ${layout} ${lack(field)}${usually(before)}`
  return `${said}: the layout may have changed`
}

/** Warnings are counted by the pages without them. */
function lack(field: string): string {
  return field.startsWith('no ') ? `trip ${field.slice(3)}` : `lack ${field}`
}

function usually({ pages, share }: Coverage): string {
  return pages === 0 ? '' : `, ${Math.round((1 - share) * 100)} % before`
}
