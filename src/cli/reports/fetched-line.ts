/** What became of one URL of `mondo fetch`, in one line. */
import type { Fetched } from '../../crawl/politeness/fetch-into-archive.ts'

export function fetchedLine(fetched: Fetched): string {
  switch (fetched.kind) {
    case 'captured':
      return `${fetched.status} ${fetched.url} ${fetched.at.file}#${fetched.at.offset}`
    case 'blocked':
      return `blocked by ${fetched.by} ${fetched.url} ${fetched.detail}`
    case 'failed':
      return `failed ${fetched.url} ${fetched.detail}`
    case 'wait':
      return `not before ${fetched.until?.toISOString() ?? 'a person decides'} ${fetched.url} ${fetched.detail}`
    case 'stopped':
      return `stopped before ${fetched.url}`
  }
}
