/**
 * Defines every metric that mondo exposes: names, help, labels, buckets.
 *
 * Names follow Prometheus: `mondo_`, what is counted, the base unit, `_total` for counters, `_timestamp_seconds` for
 * points in time (seconds since the epoch). Labels have few values: a host group, an outcome, never a URL or a path.
 */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  /** Upper bounds, of a histogram. */
  readonly buckets?: readonly number[]
}

export const metrics = {
  buildInfo: {
    type: 'gauge',
    name: 'mondo_build_info',
    help: 'Always 1; which mondo, parser and Node.js this is',
    labels: ['version', 'parser_version', 'node_version'],
  },
  requests: {
    type: 'counter',
    name: 'mondo_requests_total',
    help: 'Requests to sites, robots.txt included, by class of the response: 2xx, 3xx, 4xx, 5xx, failed (no complete response), blocked (by the address guard)',
    labels: ['host_group', 'status_class'],
  },
  requestSeconds: {
    type: 'histogram',
    name: 'mondo_request_seconds',
    help: 'Time from the start of a request to the end of its body',
    labels: ['host_group'],
    // A request is ended after 30 s.
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30],
  },
  receivedBytes: {
    type: 'counter',
    name: 'mondo_received_bytes_total',
    help: 'Bytes of bodies received, as they were sent',
    labels: ['host_group'],
  },
  visits: {
    type: 'counter',
    name: 'mondo_visits_total',
    help: 'Visits committed, by outcome',
    labels: ['host_group', 'outcome'],
  },
  rejects: {
    type: 'counter',
    name: 'mondo_rejects_total',
    help: 'Visits whose page the parser rejected, by reason',
    labels: ['host_group', 'reason'],
  },
  rows: {
    type: 'counter',
    name: 'mondo_rows_total',
    help: 'Rows of question, answer, reply and related, by what loading did: inserted, changed, unchanged, gone, stale',
    labels: ['table', 'change'],
  },
  pagesFound: {
    type: 'counter',
    name: 'mondo_pages_found_total',
    help: 'Pages that the frontier did not know before',
    labels: ['host_group'],
  },
  sliceSeconds: {
    type: 'histogram',
    name: 'mondo_slice_seconds',
    help: 'Time of a committed slice, from the claim of its job to the end of its transaction',
    labels: [],
    // A slice fetches for 5 s; its first page may wait for a Crawl-delay of up to two minutes.
    buckets: [0.1, 0.5, 1, 2.5, 5, 7.5, 10, 20, 60, 180],
  },
  slicesInFlight: {
    type: 'gauge',
    name: 'mondo_slices_in_flight',
    help: 'Slices that this process works on now',
    labels: [],
  },
  leaseLost: {
    type: 'counter',
    name: 'mondo_lease_lost_total',
    help: 'Slices dropped because another worker had taken over the host group',
    labels: ['host_group'],
  },
  pagesDue: {
    type: 'gauge',
    name: 'mondo_pages_due',
    help: 'Pages of the frontier that are due now, for all crawls of the database',
    labels: ['host_group'],
  },
  hostBlockedUntil: {
    type: 'gauge',
    name: 'mondo_host_blocked_until_timestamp_seconds',
    help: 'End of the back-off of a host group (429, 503, or out of reach); absent when there is none',
    labels: ['host_group'],
  },
  hostParked: {
    type: 'gauge',
    name: 'mondo_host_parked',
    help: '1 for a host group that is parked, else 0',
    labels: ['host_group'],
  },
  queueSlices: {
    type: 'gauge',
    name: 'mondo_queue_slices',
    help: 'Slices in the queue of the database: active with some worker, waiting for one',
    labels: ['state'],
  },
  databaseUp: {
    type: 'gauge',
    name: 'mondo_database_up',
    help: '1 when the database answered the last query, else 0; then the gauges read from it are absent',
    labels: [],
  },
  runStarted: {
    type: 'gauge',
    name: 'mondo_run_started_timestamp_seconds',
    help: 'When this process last began a crawl; schedule is the name of the schedule, empty for mondo crawl',
    labels: ['schedule'],
  },
  runEnded: {
    type: 'gauge',
    name: 'mondo_run_ended_timestamp_seconds',
    help: 'When this process last ended a crawl, however it ended',
    labels: ['schedule'],
  },
  runExitCode: {
    type: 'gauge',
    name: 'mondo_run_exit_code',
    help: 'Exit code of the crawl that ended last',
    labels: ['schedule'],
  },
} as const satisfies Record<string, MetricDefinition>
