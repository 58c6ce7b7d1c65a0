/**
 * Yesterday's parser, before its fix: it makes nothing of question pages. A test file puts it in the place of the
 * parser with
 *
 * ```ts
 * vi.mock(import('../../../src/parse/read-page.ts'), async (original) =>
 *   (await import('./yesterdays-parser.ts')).yesterdaysParser(original),
 * )
 * ```
 */
import type { RejectReason } from '../../../src/model/parse-outcome.ts'
import type { ParseOptions } from '../../../src/parse/read-page.ts'

type ReadPage = typeof import('../../../src/parse/read-page.ts')

/** What it says of a page; null: what today's parser says. */
export const yesterday: {
  says: (url: string, capturedAt: ParseOptions['capturedAt']) => RejectReason | 'not-a-question' | null
} = {
  says: () => null,
}

export async function yesterdaysParser(importOriginal: () => Promise<ReadPage>): Promise<ReadPage> {
  const original = await importOriginal()
  const yesterdays =
    (read: ReadPage['readPage']): ReadPage['readPage'] =>
    (input, options) => {
      const { url, capturedAt } = options
      const said = yesterday.says(url, capturedAt)
      const reading = read(input, options)
      if (said === null) return reading
      const links = read('', options).links
      if (said === 'not-a-question') return { ...reading, links, outcome: { kind: said, url, checks: [] } }
      const checks = [{ code: 'answer-count', severity: 'error', message: 'yesterday' }] as const
      return { ...reading, links, outcome: { kind: 'rejected', url, reason: said, checks } }
    }
  const { readPage, readPageToSend } = original
  return { ...original, readPage: yesterdays(readPage), readPageToSend: yesterdays(readPageToSend) }
}
