/**
 * Re-parsing an archive and comparing each record with the database, against a plain loop of `parseQuestionPage` in one
 * thread that compares with nothing. Wall time from start to end of the process.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { fieldsOf } from '../cheerio-fields.ts'
import { addCompared, type Bench, type Comparison, inTurns, loadNow, roundsOf } from '../suite/comparison.ts'
import { rightOf } from '../suite/crawl-sides.ts'
import { crawlSampleSite, reparseAll } from '../suite/crawled.ts'
import { postgresDatabases } from '../suite/databases.ts'
import { packedProgram } from '../suite/packed-program.ts'
import { peers } from '../suite/peers.ts'
import { timed } from '../suite/timed-process.ts'

export const reparse: Comparison = {
  name: 'reparse',
  about: 're-parse of an archive, compared with the database, against a plain loop of parseQuestionPage',
  run: measureReparsing,
}

const plainLoop = fileURLToPath(new URL('../sides/plain-reparse.ts', import.meta.url))

/**
 * Pages of the archives. Two thousand are few: starting and compiling, which a re-parse does in three threads and the loop in one, are a
 * large part of their time. A WARC file of 1 GB holds 87,000.
 */
const sizes = [2_000, 8_000]

async function measureReparsing(bench: Bench): Promise<void> {
  if (peers.time.version() === null) return void bench.skip(peers.time)
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-reparse-'))
  const databases = await postgresDatabases()
  try {
    for (const questions of bench.quick ? [300] : sizes) {
      await measureArchive(bench, questions, { folder, db: await databases.fresh() })
    }
  } finally {
    await databases.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureArchive(
  bench: Bench,
  questions: number,
  { folder, db }: { readonly folder: string; readonly db: string },
): Promise<void> {
  const { data, expected } = await crawlSampleSite(questions, folder, db)
  const program = await packedProgram()
  const out = join(folder, 'plain.jsonl')
  const plain = () => timed(process.execPath, [plainLoop, program.folder, join(data, 'archive'), out])
  const sides = { mondo: () => reparseAll(data, db, questions), plain }
  await plain()
  const right = rightOf(await pagesIn(out), expected)
  if (right !== questions) throw new Error(`the plain loop has ${right} of ${questions} questions right`)
  await sides.mondo()
  const loadBefore = loadNow()
  const costs = await inTurns(roundsOf(bench, 5, 2), sides)
  const perPage = (side: Side) => costs[side].map(({ wallMs }) => wallMs / questions)
  const said = (side: Side) => {
    const peak = Math.max(...costs[side].map(({ peakMb }) => peakMb))
    const cpu = Math.min(...costs[side].map(({ cpuMs }) => cpuMs)) / questions
    return `${peak.toFixed(0)} MB and ${cpu.toFixed(2)} ms of CPU a page`
  }
  const isFirst = bench.quick || questions === sizes[0]
  addCompared(bench, {
    id: isFirst ? 'reparse/plain-loop' : `reparse/plain-loop/${questions}`,
    work: isFirst
      ? 're-parse, compared with the database'
      : `re-parse of ${questions} pages, compared with the database`,
    peer: 'plain loop',
    unit: 'ms a page',
    kind: 'speed',
    target: 1.7,
    ours: perPage('mondo'),
    theirs: perPage('plain'),
    note: `${questions} of ${questions} records are those of the database; mondo had ${said('mondo')}, the loop ${said('plain')}`,
    loadBefore,
  })
  await rm(data, { recursive: true, force: true })
}

type Side = 'mondo' | 'plain'

async function pagesIn(file: string) {
  const pages = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as QuestionPage)
  return new Map(pages.map((page) => [page.questionId, fieldsOf(page)]))
}
