import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openUrlFile } from '../../../src/cli/input/url-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mondo-url-file-'))
})
afterEach(() => rm(folder, { recursive: true }))

const lines =
  '# seeds\nhttps://okwave.jp/qa/q1000.html\r\n\n  https://qa.example/questions/2  \nhttps://okwave.jp/qa/q3000.html'
const seeds = [
  'https://okwave.jp/qa/q1000.html',
  'https://qa.example/questions/2',
  'https://okwave.jp/qa/q3000.html',
]

async function all(urls: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = []
  for await (const url of urls) list.push(url)
  return list
}

async function fileOf(text: string): Promise<string> {
  const path = join(folder, 'urls.txt')
  await writeFile(path, text)
  return path
}

describe('a file of URLs', () => {
  test('yields its URLs each time it is read, and one URL of every host', async () => {
    const list = await openUrlFile(await fileOf(lines), Readable.from([]))
    for (const _ of [1, 2]) expect(await all(list.urls())).toEqual(seeds)
    expect(list.hosts.map((url) => new URL(url).host)).toEqual(['okwave.jp', 'qa.example'])
    await list.close()
  })

  test('may come from stdin, and leaves no temporary file', async () => {
    vi.stubEnv('TMPDIR', folder)
    const list = await openUrlFile('-', Readable.from([lines]))
    expect(await all(list.urls())).toEqual(seeds)
    expect(await readdir(folder)).toHaveLength(1)
    await list.close()
    vi.unstubAllEnvs()
    expect(await readdir(folder)).toEqual([])
  })

  test.each([
    [
      'a line that is no URL',
      'https://okwave.jp/\nokwave.jp/qa/q1.html',
      /urls\.txt line 2: not an http or https URL/,
    ],
    ['a URL with a password', 'https://me:secret@okwave.jp/', /line 1: a URL with a user name/],
    ['an empty file', '# nothing\n', /no URL in it/],
  ])('refuses %s', async (_, text, message) => {
    await expect(openUrlFile(await fileOf(text), Readable.from([]))).rejects.toThrow(message)
  })

  test('refuses a missing file', async () => {
    await expect(openUrlFile(join(folder, 'none'), Readable.from([]))).rejects.toMatchObject({
      code: 'unreadable-input',
    })
  })
})
