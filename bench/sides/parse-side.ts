/**
 * One side of the comparison of parsers: `node parse-side.ts mondo|outcome|cheerio|tree SET PAGES.jsonl`; `outcome` takes pages
 * that are no questions too, `tree` only decodes a page and builds mondo's tree of it. Answers `digests` with those of
 * the fields of every page, and `round` with milliseconds of CPU a page.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { load } from 'cheerio'
import { fastTree } from '../../src/parse/html/fast-tree.ts'
import { readPage } from '../../src/parse/read-page.ts'
import { decodeHtml } from '../../src/parse/text/charset.ts'
import { fieldsIn, fieldsOf } from '../cheerio-fields.ts'
import { forum } from '../forum-definition.ts'
import type { BenchPage, SetName } from '../page-sets.ts'

const [side, set = '', file = ''] = process.argv.slice(2)
const definitions = [forum]
const pages = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): BenchPage => {
    const { base64, ...from } = JSON.parse(line)
    // Functions are lost on the way: the definition comes from its module.
    const sites = set === 'definition' ? { sites: definitions } : {}
    return { ...from, ...sites, bytes: Buffer.from(base64, 'base64') }
  })

const works = { mondo: recordOf, outcome: outcomeOf, cheerio: fieldsByCheerio, tree: treeOf }
const work: (page: BenchPage) => unknown = works[side as keyof typeof works]
const fields = side === 'mondo' ? (page: BenchPage) => fieldsOf(recordOf(page)) : fieldsByCheerio

function treeOf({ bytes, contentType }: BenchPage) {
  return fastTree(decodeHtml(bytes, contentType).text)
}

function fieldsByCheerio({ bytes, contentType }: BenchPage) {
  return fieldsIn(load(decodeHtml(bytes, contentType).text), set as SetName)
}

function recordOf({ bytes, ...from }: BenchPage) {
  const outcome = outcomeOf({ bytes, ...from })
  if (outcome.kind !== 'question') throw new Error(`${from.url}: ${JSON.stringify(outcome)}`)
  return outcome.page
}

function outcomeOf({ bytes, ...from }: BenchPage) {
  return readPage(bytes, from).outcome
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

for await (const question of createInterface(process.stdin)) {
  const answer = question === 'digests' ? JSON.stringify(pages.map((page) => digest(fields(page)))) : round()
  process.stdout.write(`${answer}\n`)
}

function round(): number {
  const before = process.cpuUsage()
  for (const page of pages) work(page)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / pages.length
}
