/** The metrics of `metrics.ts` as instruments of a registry, each typed by its labels. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { type MetricDefinition, metrics } from './metrics.ts'

type Labels<Definition extends MetricDefinition> = Definition['labels'][number]

interface InstrumentOf<Definition extends MetricDefinition> {
  readonly counter: Counter<Labels<Definition>>
  readonly gauge: Gauge<Labels<Definition>>
  readonly histogram: Histogram<Labels<Definition>>
}

type Metrics = typeof metrics

type Instruments = { readonly [Name in keyof Metrics]: InstrumentOf<Metrics[Name]>[Metrics[Name]['type']] }

const kinds = { counter: Counter, gauge: Gauge, histogram: Histogram }

export function instruments(registry: Registry): Instruments {
  const made = Object.entries<MetricDefinition>(metrics).map(([key, definition]) => {
    const { type, name, help, labels, buckets } = definition
    const options = { name, help, labelNames: labels, registers: [registry] }
    return [key, new kinds[type]({ ...options, ...(buckets === undefined ? {} : { buckets: [...buckets] }) })]
  })
  return Object.fromEntries(made)
}
