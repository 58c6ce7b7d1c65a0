/** Pages of the frontier for tests, to be changed where a test is about something. */
import type { FoundPage, FrontierPage } from '../../src/crawl/frontier/frontier.ts'

export function aDuePage(change: Partial<FrontierPage> = {}): FrontierPage {
  return {
    site: 'okwave',
    path: '/qa/q1.html',
    kind: 'question',
    origin: 'https://okwave.jp',
    hostGroup: 'okwave.jp',
    depth: 1,
    dueAt: new Date('2026-03-01T00:00:00Z'),
    tries: 0,
    lastOutcome: null,
    questionId: null,
    lastStatus: null,
    recordDigest: null,
    parserVersion: null,
    intervalSeconds: null,
    etag: null,
    lastModified: null,
    linkRules: null,
    ...change,
  }
}

/** A link that a page of okwave.jp leads to: a question below `/qa/`, else a list. */
export function aFoundPage(path: string, change: Partial<FoundPage> = {}): FoundPage {
  return {
    site: 'okwave',
    path,
    kind: path.startsWith('/qa/') ? 'question' : 'list',
    origin: 'https://okwave.jp',
    hostGroup: 'okwave.jp',
    depth: 1,
    refused: null,
    ...change,
  }
}
