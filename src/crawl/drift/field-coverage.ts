/** How often a field is present on the pages of one layout: recent pages one by one, earlier ones as a share. Pure. */
import type { Coverage, SamplePage } from '../../model/drift-report.ts'

export interface FieldCoverage {
  /** '' for all layouts together. */
  readonly layout: string
  readonly field: string
  /** One character for each page that could have the field, the newest last: 1 present, 0 lacking. */
  readonly recent: string
  /** Earlier pages, weighted: the further back, the less they count. */
  readonly pastPages: number
  readonly pastPresent: number
  /** The newest page that lacked it. */
  readonly lacking: SamplePage | null
}

/** "The last pages": enough that a field on half of all pages cannot fail on all of them by chance (0.5^40 = 1e-12). */
export const windowPages = 40

/** The past fades: it represents about this many pages, so that the gate adapts to a site that changes slowly. */
const memoryPages = 1_000

export function notCovered(layout: string, field: string): FieldCoverage {
  return { layout, field, recent: '', pastPages: 0, pastPresent: 0, lacking: null }
}

/** One more page. What leaves the window enters the past. */
export function covered(coverage: FieldCoverage, has: boolean, page: SamplePage): FieldCoverage {
  const { layout, field, recent } = coverage
  const lacking = has ? coverage.lacking : page
  const seen = recent + (has ? '1' : '0')
  if (seen.length <= windowPages) return { ...coverage, recent: seen, lacking }
  const weight = coverage.pastPages < memoryPages ? 1 : 1 - 1 / memoryPages
  return {
    layout,
    field,
    recent: seen.slice(1),
    pastPages: coverage.pastPages * weight + 1,
    pastPresent: coverage.pastPresent * weight + (seen[0] === '1' ? 1 : 0),
    lacking,
  }
}

export function recentOf({ recent }: FieldCoverage): Coverage {
  let present = 0
  for (let at = 0; at < recent.length; at += 1) if (recent[at] === '1') present += 1
  return { pages: recent.length, share: recent === '' ? 0 : present / recent.length }
}

/** All pages but the last `latest`. */
export function earlierThan(latest: number, { recent, pastPages, pastPresent }: FieldCoverage): Coverage {
  const earlier = recent.slice(0, Math.max(0, recent.length - latest))
  const pages = pastPages + earlier.length
  const present = pastPresent + earlier.replaceAll('0', '').length
  return { pages, share: pages === 0 ? 0 : present / pages }
}

/** Of several rows, together. */
export function pastOf(rows: readonly FieldCoverage[]): Coverage {
  const pages = rows.reduce((sum, { pastPages }) => sum + pastPages, 0)
  const present = rows.reduce((sum, { pastPresent }) => sum + pastPresent, 0)
  return { pages, share: pages === 0 ? 0 : present / pages }
}
