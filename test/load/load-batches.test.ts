/** Records that come from no crawl, loaded in batches: what is said of how far it came. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/schema/schema.ts'
import { type LoadOptions, loadBatches } from '../../src/load/load-batches.ts'
import type { PageStateStore } from '../../src/load/page-state.ts'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'
import { aPage } from './pages.ts'

const pages = (count: number) =>
  Array.from({ length: count }, (_, id) => aPage({ questionId: String(id + 1) }))
const answered =
  <T>(answer: T) =>
  async (): Promise<T> =>
    answer

describe('a load', () => {
  /** Ids whose rows the database refuses. */
  let refuses: Set<string>
  let failsAt: number
  let batches: number
  let observed: string[]
  beforeEach(() => {
    refuses = new Set()
    failsAt = Number.POSITIVE_INFINITY
    batches = 0
    observed = []
  })
  const pageStates = {
    ...{ read: answered([]), claim: answered([]), touchUnchanged: answered([]), save: answered(undefined) },
    ...{ lock: answered([]), lockQuestions: answered(undefined) },
  } as unknown as PageStateStore
  const { db } = recordingDatabase<Database>(({ sql, parameters }) => {
    if (/^\s*insert/.test(sql)) observed.push(String(parameters[0]))
    if (!/^\s*insert into qa\.question /.test(sql)) return []
    batches += 1
    if (batches >= failsAt) throw Object.assign(new Error('connection lost'), { code: 'ECONNRESET' })
    const rows = JSON.parse(String(parameters[0])) as { site: string; question_id: string }[]
    if (rows.some(({ question_id: id }) => refuses.has(id)))
      throw Object.assign(new Error('value out of range'), { code: '22003' })
    return rows.map(({ site, question_id }) => ({ site, question_id }))
  })
  const load = async (given: readonly QuestionPage[], options: LoadOptions = {}) =>
    await loadBatches(db, given, options, pageStates)

  test('is of a thousand records at a time', async () => {
    const { question } = await load(pages(1_001))
    expect([question.inserted, batches]).toEqual([1_001, 2])
    batches = 0
    await load(pages(1_000))
    expect(batches).toBe(1)
    batches = 0
    expect((await load([])).question.inserted).toBe(0)
    expect(batches).toBe(0)
  })

  test('has the time that is given for all, or known of one', async () => {
    await load(pages(2), {
      capturedAt: '2026-11-01T00:00:00Z',
      capturedAtOf: ({ questionId }) => (questionId === '2' ? new Date('2026-11-02T00:00:00Z') : null),
    })
    expect(observed.join()).toContain('2026-11-01T00:00:00.000Z')
    expect(observed.join()).toContain('2026-11-02T00:00:00.000Z')
    await expect(load(pages(1), { capturedAt: 'soon' })).rejects.toMatchObject({
      code: 'usage',
      message: 'capturedAt is not a valid time: soon.',
      hint: 'Give an ISO 8601 time with its offset: 2026-11-01T00:00:00Z.',
    })
  })

  test('knows where a record comes from, as far as that is told', async () => {
    await load(pages(1), { originOf: () => ({ captureId: 'urn:uuid:1' }) })
    expect(observed.join()).toContain('urn:uuid:1')
  })

  describe('of which the database refuses a record', () => {
    const refusal = 'the database refuses its rows: value out of range'

    test('ends, and loads nothing of its batch', async () => {
      refuses = new Set(['1050'])
      await expect(load(pages(1_100), { total: 1_100 })).rejects.toMatchObject({
        code: 'invalid-record',
        message: `Question 1050 of sample: ${refusal}. The first 1000 of 1100 records are loaded, the other 100 are not`,
        hint: 'Correct the record or what refuses it, or load the others without it: mondo load --rejects FILE.',
      })
      refuses = new Set(['1'])
      await expect(load(pages(2))).rejects.toThrow('None of the records is loaded')
      await expect(load(pages(2), { total: 2 })).rejects.toThrow('None of the 2 records is loaded')
    })

    test('loads the others where refused ones are taken', async () => {
      refuses = new Set(['2'])
      const refused: string[] = []
      const onRefused = ({ questionId }: QuestionPage, why: string) =>
        void refused.push(`${questionId}: ${why}`)
      const { question } = await load(pages(3), { onRefused })
      expect(question.inserted).toBe(2)
      expect(refused).toEqual([`2: Question 2 of sample: ${refusal}`])
    })
  })

  test('takes refused records that cannot be stored, or ends at the first', async () => {
    const broken = { ...aPage({ questionId: '7' }), url: 'no URL' }
    const refused: string[] = []
    const onRefused = ({ questionId }: QuestionPage, why: string) =>
      void refused.push(`${questionId}: ${why}`)
    expect((await load([broken, ...pages(1)], { onRefused })).question.inserted).toBe(1)
    expect(refused).toEqual([expect.stringMatching(/^7: .*url/)])
    await expect(load([broken])).rejects.toMatchObject({ code: 'invalid-record' })
  })

  test('that loses the database says what is loaded, unless the last answer was lost', async () => {
    failsAt = 2
    await expect(load(pages(1_100))).rejects.toMatchObject({
      code: 'database-unreachable',
      message: expect.stringMatching(
        /\. The first 1000 records are loaded, the others are not, unless the last answer was lost on its way$/,
      ),
    })
  })
})
