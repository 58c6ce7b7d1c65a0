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

async function measureReparsing(bench: Bench): Promise<void> {
  if (peers.time.version() === null) return void bench.skip(peers.time)
  const questions = bench.quick ? 300 : 2_000
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-reparse-'))
  const databases = await postgresDatabases()
  try {
    const db = await databases.fresh()
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
    const perPage = (side: 'mondo' | 'plain') => costs[side].map(({ wallMs }) => wallMs / questions)
    const peak = (side: 'mondo' | 'plain') => Math.max(...costs[side].map(({ peakMb }) => peakMb)).toFixed(0)
    addCompared(bench, {
      id: 'reparse/plain-loop',
      work: 're-parse, compared with the database',
      peer: 'plain loop',
      unit: 'ms a page',
      kind: 'speed',
      target: 1.7,
      ours: perPage('mondo'),
      theirs: perPage('plain'),
      note: `${questions} of ${questions} records are those of the database; mondo had ${peak('mondo')} MB, the loop ${peak('plain')}`,
      loadBefore,
    })
  } finally {
    await databases.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function pagesIn(file: string) {
  const pages = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as QuestionPage)
  return new Map(pages.map((page) => [page.questionId, fieldsOf(page)]))
}
