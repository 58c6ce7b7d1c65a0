/**
 * The rule of the quality gate: when a host's pages have lost a field that they used to have, its layout has probably
 * changed, and more requests would be wasted. Pages are compared with the host's own past: a field that a site never had
 * is no loss. Everything is archived, and can be parsed again after a fix without fetching. Pure.
 */
import type { BrokenField, Coverage } from '../../model/drift-report.ts'
import { binomialTail, lowerBound } from './binomial.ts'
import { type FieldCoverage, pastOf, recentOf } from './field-coverage.ts'

/** Rows with layout '': pages that were not rejected, and pages in a layout that has a past. */
export const readField = 'read'
export const knownLayoutField = 'known layout'
/** Present on every page that is read: it counts the pages of a layout. */
export const pastField = 'title'

/** With fewer recent pages the gate never trips. */
const enoughPages = 20
/** A shorter past says nothing. */
const enoughPast = 50
/** After a gate has tripped, this many pages decide whether it stays closed. */
const trialPages = 5
/**
 * How improbable the recent pages must be under the past, for one field at one page. With 25 fields in three layouts,
 * checked after every page, a million pages of an unchanged site trip the gate with a probability far below 1 %.
 */
const improbable = 1e-8
/** A field lost along with the one that trips is reported at half the loss and with less certainty. */
const unlikely = 1e-3

/** The fields broken after a page of `layout`, the clearest first; empty while all is well. */
export function brokenFields(rows: readonly FieldCoverage[], layout: string, loss: number): BrokenField[] {
  const compared = [...rejects(rows), ...(layout === '' ? [] : comparedFields(rows, layout, loss))]
  if (!compared.some((one) => hasFallen(one, loss, improbable))) return []
  return compared
    .filter((one) => hasFallen(one, loss / 2, unlikely))
    .toSorted((a, b) => chanceOf(a) - chanceOf(b))
    .map(brokenOf)
}

/** Whether the field that tripped the gate is still lost; null while too few pages have been tried: `isEnd` says that there are no more. */
export function isStillBroken(
  row: FieldCoverage | undefined,
  { before }: BrokenField,
  { loss, isEnd = false }: { readonly loss: number; readonly isEnd?: boolean },
): boolean | null {
  const pages = row?.recent.length ?? 0
  if (row === undefined || pages === 0 || (pages < trialPages && !isEnd)) return null
  return recentOf(row).share < (1 - loss) * before.share
}

function brokenOf({ row, before }: Compared): BrokenField {
  const { field, layout, lacking } = row
  return { field, layout, before, now: recentOf(row), sample: lacking }
}

/** Whether the layout of this row has enough past pages to compare with. */
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
  if (own.some(hasPast)) return own.map((row) => ({ row, before: pastOf([row]) })).filter(hasEnoughPast)
  // A layout without a past that takes the place of those with one is held against theirs.
  const known = rows.find((row) => row.layout === '' && row.field === knownLayoutField)
  if (known === undefined || !hasFallen({ row: known, before: pastOf([known]) }, loss, unlikely)) return []
  const layouts = new Set(rows.filter(hasPast).map((row) => row.layout))
  const others = rows.filter((row) => layouts.has(row.layout))
  return own
    .map((row) => ({ row, before: pastOf(others.filter(({ field }) => field === row.field)) }))
    .filter(hasEnoughPast)
}

function hasEnoughPast({ before }: Compared): boolean {
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
