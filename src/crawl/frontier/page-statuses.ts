/** What a page of the frontier can be asked for by: due or not, and the outcomes of its last visit. */
import type { VisitOutcome } from '../../model/visit-outcome.ts'

const outcomes: Readonly<Record<VisitOutcome['kind'], true>> = {
  loaded: true,
  unchanged: true,
  links: true,
  redirected: true,
  gone: true,
  'not-a-question': true,
  skipped: true,
  retry: true,
  failed: true,
  rejected: true,
}

/** `due`: due by now. `new`: never visited. All others are outcomes. */
export const pageStatuses: readonly string[] = ['due', 'new', ...Object.keys(outcomes)]
