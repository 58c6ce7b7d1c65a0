/** Several loaders at once over the same questions: they end where one loader after the other ends. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { anAnswer, aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore, freshUrl } from '../stores.ts'
import { everythingLoaded } from './tables.ts'

const folder = temporaryFolder()

const day = (number: number) => new Date(Date.UTC(2026, 10, number))

/**
 * Questions as they were on a day: some change every day, some every other day, some never. From the fiftieth on they are
 * other pages of the first ones: who loads one of them takes the rows that another loader may have taken already.
 */
function pagesOn(number: number, ids: readonly number[]): QuestionPage[] {
  return ids.map((id) =>
    aPage({
      questionId: String(id % 50),
      url: `https://sample.example/qa/q${id}.html`,
      title: `題 ${id % 3 === 0 ? 0 : Math.floor(number / (id % 3))}`,
      answers: [anAnswer('1'), ...(number > 2 ? [anAnswer('2', { isBest: true })] : [])],
    }),
  )
}

interface Load {
  readonly day: number
  readonly ids: readonly number[]
}

/** Four loaders over overlapping parts of sixty questions, each in an order of its own. */
const loads = fc.tuple(
  ...[1, 2, 3, 4].map((number) =>
    fc
      .shuffledSubarray(
        Array.from({ length: 60 }, (_, id) => id),
        { minLength: 30 },
      )
      .map((ids): Load => ({ day: number, ids })),
  ),
)

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const load = ({ day: number, ids }: Load) =>
    loadPages(store.db, pagesOn(number, ids), { capturedAt: day(number) })

  test('concurrent loaders of overlapping questions give the tables of sequential loads', async () => {
    await fc.assert(
      fc.asyncProperty(loads, async (together) => {
        await emptyTables(store.db)
        for (const one of together) await load(one)
        const sequential = await everythingLoaded(store.db)
        await emptyTables(store.db)
        await Promise.all([...together, ...together].map(load))
        expect(await everythingLoaded(store.db)).toEqual(sequential)
      }),
      { numRuns: Number(process.env['MONDO_RUNS'] ?? 4) },
    )
  })
})

test.each(['postgres 15', 'postgres 18'] as const)(
  'concurrent mondo load processes over overlapping files give the tables of sequential ones, on %s',
  async (name) => {
    const ids = Array.from({ length: 2_500 }, (_, id) => id)
    const parts = [ids.slice(0, 1_500), ids.slice(1_000).reverse(), ids.filter((id) => id % 2 === 0)]
    const files = await Promise.all(
      parts.map((part, index) =>
        folder.file(
          `${name}-${index}.jsonl`,
          pagesOn(index + 1, part)
            .map((page) => JSON.stringify(page))
            .join('\n'),
        ),
      ),
    )
    const loadFile = async (url: string, file: string, index: number) => {
      const at = day(index + 1).toISOString()
      await run(process.execPath, ['bin/mondo.js', 'load', file, '--captured-at', at, '--db', url])
    }
    const [sequential, together] = [await freshUrl(name), await freshUrl(name)]
    for (const [index, file] of files.entries()) await loadFile(sequential, file, index)
    await Promise.all(files.map((file, index) => loadFile(together, file, index)))
    expect(await loadedIn(together)).toEqual(await loadedIn(sequential))
  },
)

const run = promisify(execFile)

async function loadedIn(url: string): Promise<Record<string, unknown>> {
  const store = await openStore(url)
  try {
    return await everythingLoaded(store.db)
  } finally {
    await store.close()
  }
}
