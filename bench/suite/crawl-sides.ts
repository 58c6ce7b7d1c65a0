/** The crawls that are compared: each gets the seed and leaves the fields of every question. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Fields, fieldsOf } from '../cheerio-fields.ts'
import type { PackedProgram } from './packed-program.ts'
import { goEnvironment, type Peer, peerFile, peers, pythonWith } from './peers.ts'
import { type Runs, timed } from './timed-process.ts'

export type ByQuestion = ReadonlyMap<string, Fields>

export interface CrawlingPeer extends Pick<Peer, 'name'> {
  readonly key: 'crawlee' | 'scrapy' | 'go'
  readonly version: string
  readonly target: number
  readonly command: string
  readonly args: readonly string[]
}

/** Peers that are installed, ready to run; the others are handed to `skip`. */
export async function crawlingPeers(
  folder: string,
  skip: (peer: Peer) => false,
): Promise<readonly CrawlingPeer[]> {
  const found: CrawlingPeer[] = []
  const add = (key: CrawlingPeer['key'], target: number, command: string, ...args: string[]) => {
    const { name, version } = peers[key]
    found.push({ key, name, version: version() ?? '', target, command, args })
  }
  if (peers.crawlee.version() === null) skip(peers.crawlee)
  else add('crawlee', 2, process.execPath, peerFile('crawlee.js'))
  const python = pythonWith('scrapy, lxml.etree, cssselect')
  if (python === null) skip(peers.scrapy)
  else add('scrapy', 4, python, peerFile('scrapy_spider.py'))
  if (peers.go.version() === null) skip(peers.go)
  else {
    const program = join(folder, 'crawl-by-go')
    const env = { ...goEnvironment, GOCACHE: join(folder, 'go-cache') }
    await promisify(execFile)('go', ['build', '-o', program, peerFile('goquery/main.go')], { env })
    add('go', 0.25, program)
  }
  return found
}

/** Arguments of `mondo crawl` as fast as the peers run: no delay, sixteen requests at once. */
export function crawlArguments({ bin }: PackedProgram, seed: string, data: string, db: string): string[] {
  const fast = ['--rate', 'unlimited', '--concurrency', '16', '--allow-private', '--no-check']
  return [bin, 'crawl', seed, '--site', 'sample', '--data', data, '--db', db, '--json', ...fast]
}

export async function crawlByPeer(
  { command, args }: CrawlingPeer,
  seed: string,
  out: string,
  runs: Runs = {},
) {
  return await timed(command, [...args, seed, out], runs)
}

/** What a peer wrote. */
export async function fieldsInLines(out: string): Promise<ByQuestion> {
  const lines = (await readFile(out, 'utf8')).trimEnd().split('\n')
  return new Map(
    lines.map((line) => {
      const { id, title, body, categories, answers, related } = JSON.parse(line)
      return [id, { title, body, categories, answers: answers.map(answerOf), related }]
    }),
  )
}

function answerOf({ isBest, author, body, replies }: Fields['answers'][number]) {
  return { isBest, author, body, replies }
}

/** How many questions have exactly the fields that the site meant. */
export function rightOf(found: ByQuestion, expected: readonly Parameters<typeof fieldsOf>[0][]): number {
  return expected.filter((page) => {
    const fields = found.get(page.questionId)
    return fields !== undefined && comparable(fields) === comparable(fieldsOf(page))
  }).length
}

/** The database keeps the order of replies of one kind alone. */
function comparable({ answers, ...fields }: Fields): string {
  return JSON.stringify({
    ...fields,
    answers: answers.map(({ replies, ...answer }) => ({ ...answer, replies: replies.toSorted() })),
  })
}
