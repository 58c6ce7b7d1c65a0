/**
 * Sends pages to the parser threads in groups. A thread that has one page at a time waits for the main thread after each,
 * and a re-parse keeps the main thread busy for many pages at a stretch.
 */
import type { AskedPage, PageReader, Read } from './tasks.ts'

/** What reads a group, each page with a verdict of its own. `ParsePool` does. */
export interface GroupReader extends PageReader {
  pages(group: readonly AskedPage[]): Promise<readonly Read<'page'>[]>
}

/** About 30 ms of parsing. */
const pagesInGroup = 8
/** Times as many pages asked for as singly: a thread has four groups, so that none waits while the main thread is busy. */
const aheadTimes = pagesInGroup / 2

interface Waiting extends AskedPage {
  readonly resolve: (read: Read<'page'>) => void
  readonly reject: (error: unknown) => void
}

/** A reader that gathers the pages that are asked for in one turn of the event loop, eight at most, and reads them as one task. */
export function inGroups(reader: GroupReader): PageReader {
  let waiting: Waiting[] = []
  const send = () => {
    const group = waiting
    waiting = []
    if (group.length > 0) void answer(reader, group)
  }
  return {
    concurrency: reader.concurrency * aheadTimes,
    sites: reader.sites,
    sitemap: (bytes, url) => reader.sitemap(bytes, url),
    page: (bytes, options) =>
      new Promise((resolve, reject) => {
        waiting.push({ bytes, options, resolve, reject })
        if (waiting.length >= pagesInGroup) send()
        else if (waiting.length === 1) setImmediate(send)
      }),
  }
}

async function answer(reader: GroupReader, group: readonly Waiting[]): Promise<void> {
  try {
    const reads = await reader.pages(group)
    for (const [at, { resolve, reject }] of group.entries()) {
      const read = reads[at]
      if (read === undefined) reject(new RangeError(`no answer for page ${at + 1} of ${group.length}`))
      else resolve(read)
    }
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
