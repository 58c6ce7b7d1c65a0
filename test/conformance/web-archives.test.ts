/**
 * Archives as other tools write them, from a folder beside the checkout: each is one page, a question with one answer. The
 * right values stand in the table beside them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { savedPages } from '../../src/app/saved-pages.ts'
import { formatOfFile } from '../../src/archive/foreign/file-format.ts'
import { verifyFile } from '../../src/archive/verify.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/web')

/** Names of the formats that are not read; every other file is. */
const unread: Readonly<Record<string, string>> = { 'warc-old.arc': 'ARC', 'warc-zst.warc.zst': 'Zstandard' }

async function read(name: string) {
  const outcomes = []
  const failures: string[] = []
  for await (const page of savedPages([resolve(folder, name)], { stdin: Readable.from([]) })) {
    if (page.kind === 'failed') failures.push(page.error.message)
    if (page.kind === 'page') {
      const outcome = parseQuestionPage(page.bytes, page.options)
      const { from } = page
      outcomes.push({
        outcome,
        capturedAt: from.kind === 'capture' ? from.capture.capturedAt.toISOString() : null,
      })
    }
  }
  return { outcomes, failures }
}

if (existsSync(folder)) {
  const names = readdirSync(folder).filter((name) => name.startsWith('warc-'))

  describe('an archive of another tool', () => {
    it.each(names.filter((name) => !(name in unread)))('%s is a question with one answer', async (name) => {
      const { outcomes, failures } = await read(name)
      expect(failures).toEqual([])
      expect(outcomes).toHaveLength(name === 'warc-extra-blank.warc' ? 2 : 1)
      for (const { outcome, capturedAt } of outcomes) {
        expect(capturedAt).toBe('2024-01-02T03:04:05.000Z')
        expect(outcome).toMatchObject({
          kind: 'question',
          page: {
            title: 'Why?',
            body: 'Because body?',
            answerCount: 1,
            answers: [{ key: '11', body: 'Yes one' }],
          },
        })
      }
      expect(await verifyFile(resolve(folder, name))).toMatchObject({
        captures: outcomes.length,
        problems: [],
      })
    })

    it.each(Object.entries(unread))('%s is named as %s, and is no page', async (name, format) => {
      expect(readFileSync(resolve(folder, name)).byteLength).toBeGreaterThan(0)
      expect(await formatOfFile(resolve(folder, name))).toBe(format)
      expect(await read(name)).toEqual({
        outcomes: [],
        failures: [`1 file is of a format that is not read: 1 ${format} (${name})`],
      })
    })
  })
} else {
  it('finds no archives beside the checkout: nothing to compare', () =>
    expect(existsSync(folder)).toBe(false))
}
