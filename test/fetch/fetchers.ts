/** Fetchers that may ask loopback, closed after each test of the file that imports this. */
import { afterEach } from 'vitest'
import { Fetcher, type FetcherOptions, type FetchOptions } from '../../src/fetch/fetcher.ts'
import type { Capture } from '../../src/model/capture.ts'
import { realClock } from './clocks.ts'

const fetchers: Fetcher[] = []

export function fetcher(options: Partial<FetcherOptions> = {}): Fetcher {
  const made = new Fetcher({
    userAgent: 'mondo/0 (+mailto:crawler@example.org)',
    allowPrivate: true,
    clock: realClock,
    ...options,
  })
  fetchers.push(made)
  return made
}

export async function capture(one: Fetcher, url: string, options?: FetchOptions): Promise<Capture> {
  const result = await one.fetch(url, options)
  if (result.kind !== 'captured') throw new Error(`not captured: ${JSON.stringify(result)}`)
  return result.capture
}

afterEach(async () => {
  await Promise.all(fetchers.splice(0).map((one) => one.close()))
})
