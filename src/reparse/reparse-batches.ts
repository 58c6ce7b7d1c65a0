/** Pages to read again, as many at a time as fit in memory and into one transaction. */
import type { SourcePage } from './source.ts'

/** Bounds a batch in memory: page bytes, and records of about the same size beside them. */
const batchBytes = 8 * 1024 * 1024
const batchPages = 200

export async function* batchesOf<Source extends SourcePage>(
  sources: AsyncIterable<Source>,
  signal: AbortSignal,
): AsyncGenerator<readonly Source[]> {
  let batch: Source[] = []
  let bytes = 0
  for await (const source of sources) {
    if (signal.aborted) return
    batch.push(source)
    bytes += source.bytes.byteLength
    if (bytes < batchBytes && batch.length < batchPages) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}
