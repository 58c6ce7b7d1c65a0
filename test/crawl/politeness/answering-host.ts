/** Hosts that answer as a test says, behind everything that a polite request goes through. */
import type { FetchIntoArchiveDeps } from '../../../src/crawl/politeness/fetch-into-archive.ts'
import type { RobotsAnswer } from '../../../src/crawl/politeness/robots-cache.ts'
import { parseRobots } from '../../../src/fetch/robots.ts'
import type { Capture } from '../../../src/model/capture.ts'
import { capture } from '../../archive/captures.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { SkippingClock } from '../skipping-clock.ts'

export type HostAnswer = Partial<Capture> | { readonly fails: string } | { readonly blocked: string }

export const later = new Date('2026-03-02T00:00:00Z')

/** By URL; whatever is not named is not there. */
export function answeringHost(
  answers: Readonly<Record<string, HostAnswer>>,
  { robots = '' as string | RobotsAnswer, permit = 'granted' as 'granted' | 'wait' | 'stopped' } = {},
) {
  const clock = new SkippingClock()
  const asked: string[] = []
  const groups: string[] = []
  const rules: RobotsAnswer =
    typeof robots === 'string'
      ? {
          kind: 'rules',
          robots: parseRobots(Buffer.from(robots)),
          digest: '',
          fetchedAt: later,
          until: later,
        }
      : robots
  const permits = {
    granted: { kind: 'granted', at: clock.now() },
    wait: { kind: 'wait', until: later, because: 'pace' },
    stopped: { kind: 'stopped' },
  } as const
  const deps = {
    clock,
    signal: new AbortController().signal,
    reader: { ...directReader, close: async () => undefined },
    robots: { rules: async () => rules },
    rateLimiter: {
      acquire: async ({ hostGroup }: { hostGroup: string }) => {
        groups.push(hostGroup)
        return permits[permit]
      },
      sent: async () => undefined,
      block: async () => later,
    },
    fetcher: {
      fetch: async (url: string) => {
        asked.push(url)
        const answer = answers[url] ?? { status: 404, body: new Uint8Array() }
        if ('fails' in answer) return { kind: 'failed', reason: 'timeout', detail: answer.fails }
        if ('blocked' in answer) return { kind: 'blocked', by: 'address-guard', detail: answer.blocked }
        return {
          kind: 'captured',
          capture: capture({ url, headers: [['Content-Type', 'text/html']], ...answer }),
        }
      },
    },
    archive: { write: async () => ({ file: 'a.warc.gz', offset: asked.length, length: 1 }) },
  }
  return { deps: deps as unknown as FetchIntoArchiveDeps, asked, groups }
}

export const redirectTo = (location: string): HostAnswer => ({
  status: 301,
  headers: [['Location', location]],
})
