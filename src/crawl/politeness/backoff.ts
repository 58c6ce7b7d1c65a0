/**
 * How long a host is left alone after it said 429 or 503, or could not be reached. A step is an incident, not a
 * response: answers to requests that were under way when the block began do not escalate it.
 */

/** Facts of one host group, as `crawl.host` keeps them. */
export interface BackoffState {
  readonly backoffUntil: Date | null
  readonly backoffStep: number
  readonly lastIncidentAt: Date | null
}

export interface Incident {
  readonly at: Date
  /** When the request that met it was sent. */
  readonly requestSentAt: Date
  /** What Retry-After asked for; null where it was not said. */
  readonly retryAfter: Date | null
}

const firstBackoffMs = 60_000
const longestBackoffMs = 24 * 60 * 60_000
const forgivenAfterMs = 30 * 60_000

/** The state after an incident. 60 s, doubled by every incident to a day; Retry-After is obeyed instead, to a day. */
export function afterIncident(state: BackoffState, incident: Incident): BackoffState {
  const { lastIncidentAt } = state
  const wasUnderWay = lastIncidentAt !== null && incident.requestSentAt.getTime() <= lastIncidentAt.getTime()
  const step = wasUnderWay ? state.backoffStep : isForgiven(state, incident.at) ? 1 : state.backoffStep + 1
  const asked = incident.retryAfter?.getTime() ?? incident.at.getTime() + backoffMs(step)
  const until = Math.max(
    Math.min(asked, incident.at.getTime() + longestBackoffMs),
    wasUnderWay ? (state.backoffUntil?.getTime() ?? 0) : 0,
  )
  return {
    backoffStep: step,
    backoffUntil: new Date(until),
    lastIncidentAt: wasUnderWay ? lastIncidentAt : incident.at,
  }
}

/** Quiet counts from the end of the block: while it lasts nothing is asked, so its silence proves nothing. */
function isForgiven({ lastIncidentAt, backoffUntil }: BackoffState, now: Date): boolean {
  if (lastIncidentAt === null) return true
  const quietSince = Math.max(lastIncidentAt.getTime(), backoffUntil?.getTime() ?? 0)
  return now.getTime() - quietSince >= forgivenAfterMs
}

function backoffMs(step: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** (Math.max(1, step) - 1))
}
