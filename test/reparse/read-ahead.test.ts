import { expect, test } from 'vitest'
import { readAhead } from '../../src/reparse/read-ahead.ts'

async function* items(...all: readonly string[]): AsyncGenerator<string> {
  yield* all
}

test('begins each item before the one in front of it is used, and no item earlier than that', async () => {
  const log: string[] = []
  const begin = async (item: string) => {
    log.push(`begin ${item}`)
    return item
  }
  for await (const item of readAhead(items('a', 'b', 'c'), begin)) log.push(`use ${item}`)
  expect(log).toEqual(['begin a', 'begin b', 'use a', 'begin c', 'use b', 'use c'])
})

test('throws an error at its turn, after all in front of it', async () => {
  const used: string[] = []
  const begin = async (item: string) => {
    if (item === 'bad') throw new Error('bad')
    return item
  }
  const use = async () => {
    for await (const item of readAhead(items('a', 'bad', 'c'), begin)) used.push(item)
  }
  await expect(use()).rejects.toThrow('bad')
  expect(used).toEqual(['a'])
})
