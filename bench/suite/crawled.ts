/** A crawl of the sample site into Postgres, with its archive: what re-parsing and growth start from. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { SiteProcess } from '../../test/chaos/site.ts'
import { crawlArguments } from './crawl-sides.ts'
import { packedProgram } from './packed-program.ts'
import { type Cost, timed } from './timed-process.ts'

export interface Crawled {
  readonly cost: Cost
  /** The data folder, with the archive. */
  readonly data: string
  readonly expected: readonly QuestionPage[]
}

export async function crawlSampleSite(questions: number, folder: string, db: string): Promise<Crawled> {
  const site = await SiteProcess.start({ questions, seed: 1, poison: [] })
  const data = join(folder, `data-${questions}`)
  await rm(data, { recursive: true, force: true })
  try {
    const seed = `${site.url}/list/new_question`
    const cost = await timed(process.execPath, crawlArguments(await packedProgram(), seed, data, db))
    return { cost, data, expected: (await site.siteLog()).expected }
  } finally {
    await site.close()
  }
}

/** `mondo reparse --dry-run` of the archive: all of it, compared with the database. Throws where a record differs. */
export async function reparseAll(data: string, db: string, questions: number): Promise<Cost> {
  const { bin } = await packedProgram()
  const args = [bin, 'reparse', '--dry-run', '--data', data, '--db', db, '--json']
  const cost = await timed(process.execPath, args)
  const { unchanged } = JSON.parse(cost.stdout)
  if (unchanged !== questions) throw new Error(`re-parsing found differences: ${cost.stdout}`)
  return cost
}
