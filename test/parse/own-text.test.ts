import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { ownText } from '../../src/parse/own-text.ts'

test('a text stays as it is', () => {
  for (const text of [
    '',
    '短い',
    'twelve chars',
    'thirteen long',
    '質問の本文です。𠮷野家 \ud842 と続きます。',
  ])
    expect(ownText(text)).toBe(text)
})

test('a text of a few characters does not keep the page that it was cut out of', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heldBy = (kept: (text: string) => string) => {
    collect()
    const before = process.memoryUsage().heapUsed
    const texts = Array.from({ length: 20 }, (_, at) => kept(`${at} 長い頁。`.repeat(100_000).slice(0, 40)))
    collect()
    return { megabytes: (process.memoryUsage().heapUsed - before) / 1e6, count: texts.length }
  }
  expect(heldBy((text) => text).megabytes).toBeGreaterThan(20)
  expect(heldBy(ownText).megabytes).toBeLessThan(5)
})
