import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { keepInput, keptInputs } from './corpus.ts'
import { readers } from './readers.ts'

test('what is kept comes back as it was, once, for its reader alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mondo-corpus-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = pathToFileURL(join(folder, 'corpus.json'))
  const input = ['a\ud800', Buffer.from([0, 255]), { url: undefined, at: new Date(7), deep: [null, 1] }]
  keepInput('pages', input, file)
  keepInput('pages', input, file)
  keepInput('links', ['b'], file)
  expect(keptInputs('pages', file)).toEqual([input])
  expect(keptInputs('links', file)).toEqual([['b']])
  expect(keptInputs('robots', file)).toEqual([])
})

test.each(
  readers.filter(({ name }) => keptInputs(name).length > 0).map((reader) => [reader.name, reader] as const),
)('%s: no input of the corpus fails', async (name, reader) => {
  const examples = [...keptInputs(name)] as unknown[]
  let counted = 0
  const count = () => {
    counted += 1
  }
  await fc.assert(reader.property(count), { examples, numRuns: examples.length })
  expect(counted).toBe(examples.length)
})

test('every entry of the corpus names a reader', () => {
  const kept = readers.reduce((sum, { name }) => sum + keptInputs(name).length, 0)
  expect(kept).toBeGreaterThanOrEqual(6)
})
