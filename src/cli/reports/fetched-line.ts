/** What became of one URL of `mondo fetch`, in one line. */
import type { Fetched } from '../../crawl/politeness/fetch-into-archive.ts'

export function fetchedLine(fetched: Fetched): string {
  switch (fetched.kind) {
    case 'captured':
      return `${fetched.status} ${fetched.url} ${fetched.at.file}#${fetched.at.offset}${truncation(fetched)}`
    case 'skipped':
      return `skipped (${fetched.by}) ${fetched.url} ${fetched.detail}`
    case 'failed':
      return `failed ${fetched.url} ${fetched.detail}`
    case 'wait':
      return `not before ${fetched.until?.toISOString() ?? 'a person decides'} ${fetched.url} ${fetched.detail}`
    case 'stopped':
      return `stopped before ${fetched.url}`
  }
}

/** The archive keeps what came; nothing parses a body that is not whole. */
function truncation({ truncated }: Extract<Fetched, { kind: 'captured' }>): string {
  switch (truncated) {
    case null:
      return ''
    case 'length':
      return ' truncated: the body is longer than is accepted'
    case 'time':
      return ' truncated: the body took too long'
    case 'disconnect':
      return ' truncated: the connection ended within the body'
  }
}
