/** The metrics of `metrics.ts` as instruments of a registry, each typed by its labels. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { type MetricDefinition, metrics } from './metrics.ts'

export function instruments(registry: Registry) {
  return {
    buildInfo: gauge(registry, metrics.buildInfo),
    requests: counter(registry, metrics.requests),
    requestSeconds: histogram(registry, metrics.requestSeconds),
    receivedBytes: counter(registry, metrics.receivedBytes),
    visits: counter(registry, metrics.visits),
    rejects: counter(registry, metrics.rejects),
    rows: counter(registry, metrics.rows),
    pagesFound: counter(registry, metrics.pagesFound),
    sliceSeconds: histogram(registry, metrics.sliceSeconds),
    slicesInFlight: gauge(registry, metrics.slicesInFlight),
    leaseLost: counter(registry, metrics.leaseLost),
    pagesDue: gauge(registry, metrics.pagesDue),
    hostBlockedUntil: gauge(registry, metrics.hostBlockedUntil),
    hostParked: gauge(registry, metrics.hostParked),
    queueSlices: gauge(registry, metrics.queueSlices),
    databaseUp: gauge(registry, metrics.databaseUp),
    runStarted: gauge(registry, metrics.runStarted),
    runEnded: gauge(registry, metrics.runEnded),
    runExitCode: gauge(registry, metrics.runExitCode),
  } satisfies Record<keyof typeof metrics, unknown>
}

type Definition<L extends string> = MetricDefinition & { readonly labels: readonly L[] }

function counter<L extends string>(registry: Registry, { name, help, labels }: Definition<L>): Counter<L> {
  return new Counter({ name, help, labelNames: labels, registers: [registry] })
}

function gauge<L extends string>(registry: Registry, { name, help, labels }: Definition<L>): Gauge<L> {
  return new Gauge({ name, help, labelNames: labels, registers: [registry] })
}

function histogram<L extends string>(
  registry: Registry,
  { name, help, labels, buckets = [] }: Definition<L>,
): Histogram<L> {
  return new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [registry] })
}
