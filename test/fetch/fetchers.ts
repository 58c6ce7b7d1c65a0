/** Fetchers that may ask loopback, closed after the test that asks for one. */
import { onTestFinished } from 'vitest'
import { Fetcher, type FetcherOptions, type FetchOptions } from '../../src/fetch/fetcher.ts'
import type { Capture } from '../../src/model/capture.ts'
import { realClock } from './clocks.ts'

export function fetcher(options: Partial<FetcherOptions> = {}): Fetcher {
  const made = new Fetcher({
    userAgent: 'mondo/0 (+mailto:crawler@example.org)',
    allowPrivate: true,
    clock: realClock,
    ...options,
  })
  onTestFinished(() => made.close())
  return made
}

export async function capture(one: Fetcher, url: string, options?: FetchOptions): Promise<Capture> {
  const result = await one.fetch(url, options)
  if (result.kind !== 'captured') throw new Error(`not captured: ${JSON.stringify(result)}`)
  return result.capture
}
