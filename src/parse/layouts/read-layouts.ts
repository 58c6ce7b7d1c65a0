/**
 * Reads a page by a site definition's layouts. All whose mark holds are tried in order: the first record without errors
 * is taken, else the first with its errors.
 */
import type { CheerioAPI } from 'cheerio/slim'
import type { ParseOutcome } from '../../model/parse-outcome.ts'
import type { LayoutName } from '../../model/question-page.ts'
import type { SiteDefinition, SiteLayout } from '../../sites/site-definition.ts'
import { failure } from '../checks.ts'
import { PageTooLarge } from '../limits.ts'
import { resolveLink } from '../links/links.ts'
import { type RecordContext, recordOf } from '../record.ts'
import { judgeLayout } from './layout-checks.ts'
import { emptyLedger, type LayoutContext, LayoutFault } from './layout-context.ts'
import { type LayoutDraft, type RelatedTarget, readLayout } from './layout-draft.ts'
import { type LayoutEvidence, layoutEvidence } from './layout-evidence.ts'
import { type PageView, viewOf } from './page-view.ts'
import { holds } from './place.ts'
import { wholePage } from './scopes.ts'
import { unclaimedBlocks } from './unclaimed.ts'

/** A page to read. */
export interface LayoutPage {
  readonly $: CheerioAPI
  readonly definition: SiteDefinition
  readonly record: RecordContext
  readonly capturedAt: Date | undefined
  /** False: a page without anything of a question is none, rather than a broken one. */
  readonly urlNamesQuestion: boolean
  readonly targetOf: RelatedTarget
}

/** What a layout made of a page. */
export interface LayoutReading {
  readonly outcome: ParseOutcome
  readonly layout: LayoutName
  readonly evidence: LayoutEvidence
  /** Whether something shows that the end of the answers is on the page: what stands below, or their declared number. */
  readonly reachesEnd: boolean
}

/** Null when no layout is recognised, or none finds anything of a question. */
export function readLayouts(page: LayoutPage): LayoutReading | null {
  const view = viewOf(page.$)
  let first: LayoutReading | null = null
  for (const layout of page.definition.layouts) {
    const reading = readGuarded(page, view, layout)
    if (reading?.outcome.kind === 'question') return reading
    first ??= reading
  }
  return first
}

function readGuarded(page: LayoutPage, view: PageView, layout: SiteLayout): LayoutReading | null {
  const context: LayoutContext = {
    view,
    layout,
    times: { zone: layout.timeZone ?? page.definition.timeZone, capturedAt: page.capturedAt },
    ledger: emptyLedger(),
  }
  try {
    return readWith(page, context)
  } catch (error) {
    if (error instanceof PageTooLarge) throw error
    // A layout is code of its author: what it throws costs the layout alone.
    const why = error instanceof LayoutFault ? error.message : String(error).slice(0, 300).toWellFormed()
    const checks = [...page.record.checks, failure('parser-crashed', `${layout.name}, ${why}`)]
    return {
      outcome: { kind: 'rejected', url: page.record.url, reason: 'parser-crashed', checks },
      layout: layout.name as LayoutName,
      evidence: layoutEvidence(context, []),
      reachesEnd: true,
    }
  }
}

function readWith(page: LayoutPage, context: LayoutContext): LayoutReading | null {
  const { layout } = context
  if (!isRecognised(context)) return null
  const draft = readLayout(context, page.targetOf)
  if (!page.urlNamesQuestion && isNothing(draft)) return null
  const unclaimed = unclaimedBlocks(context)
  const name = layout.name as LayoutName
  const next = draft.next === null ? null : resolveLink(draft.next, page.record.base)
  const outcome = recordOf(draft, name, { ...page.record, next }, (isOnePage) =>
    judgeLayout({ context, draft, unclaimed }, isOnePage),
  )
  const reachesEnd = draft.related.length > 0 || draft.answerCount === draft.answers.length
  return { outcome, layout: name, evidence: layoutEvidence(context, unclaimed), reachesEnd }
}

/** The mark claims nothing: it is about the page and not about a field. */
function isRecognised(context: LayoutContext): boolean {
  return holds(
    { ...context, ledger: emptyLedger() },
    wholePage(context.view),
    'recognisedBy',
    context.layout.recognisedBy,
  )
}

function isNothing({ title, body, answers }: LayoutDraft): boolean {
  return answers.length === 0 && (title === '' || body === '')
}
