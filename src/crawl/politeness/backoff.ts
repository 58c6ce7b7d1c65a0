/**
 * Back-off: how long a host gets no request after a 429 or 503, or while it is out of reach. A step is an incident, not
 * a response: answers to requests in flight when the block began do not escalate it. Pure.
 */

/** The back-off of one host group, as `crawl.host` keeps it. */
export interface BackoffState {
  readonly backoffUntil: Date | null
  readonly backoffStep: number
  readonly lastIncidentAt: Date | null
}

export interface Incident {
  readonly at: Date
  /** When the request that caused it was sent. */
  readonly requestSentAt: Date
  /** The time that Retry-After names; null without the header. */
  readonly retryAfter: Date | null
}

const firstBackoffMs = 60_000
const longestBackoffMs = 24 * 60 * 60_000
const forgivenAfterMs = 30 * 60_000

/** The state after an incident: 60 s, doubled by each incident up to a day, or Retry-After where given, up to a day. */
export function afterIncident(state: BackoffState, incident: Incident): BackoffState {
  const { lastIncidentAt } = state
  const wasUnderWay = lastIncidentAt !== null && incident.requestSentAt.getTime() <= lastIncidentAt.getTime()
  const step = wasUnderWay ? state.backoffStep : isForgiven(state, incident.at) ? 1 : state.backoffStep + 1
  const asked = incident.retryAfter?.getTime() ?? incident.at.getTime() + backoffMs(step)
  // No incident shortens a back-off, not even a new one: an older request in flight may have met a longer one since.
  const until = Math.max(
    Math.min(asked, incident.at.getTime() + longestBackoffMs),
    state.backoffUntil?.getTime() ?? 0,
  )
  return {
    backoffStep: step,
    backoffUntil: new Date(until),
    lastIncidentAt: wasUnderWay ? lastIncidentAt : incident.at,
  }
}

/** Quiet time counts from the end of the block: no request is sent while it lasts, so its silence proves nothing. */
function isForgiven({ lastIncidentAt, backoffUntil }: BackoffState, now: Date): boolean {
  if (lastIncidentAt === null) return true
  const quietSince = Math.max(lastIncidentAt.getTime(), backoffUntil?.getTime() ?? 0)
  return now.getTime() - quietSince >= forgivenAfterMs
}

function backoffMs(step: number): number {
  return Math.min(longestBackoffMs, firstBackoffMs * 2 ** (Math.max(1, step) - 1))
}
