/** What the page of people shows where not all counts come in time. The database and its clock are invented. */
import { expect, test } from 'vitest'
import type { Ask } from '../../../../src/analyse/browse/ask.ts'
import { peoplePage } from '../../../../src/analyse/browse/pages/person-page.ts'
import type { ReadSession } from '../../../../src/analyse/read-session.ts'
import { linesOf, linksOf, type Row, resultOf } from './answering.ts'

const everyone: Row = { site: 'sample', name: '花子', questions: 3, answers: 7, best_answers: 2 }

/** All counts take `allMs`; chosen answers take 30 ms. */
async function people(address: string, allMs: number, chosen: readonly Row[]) {
  let time = 1_000
  const begun: string[] = []
  const all = async (statement: string, withinMs = 5_000) => {
    const isOfAll = statement.includes('qa.person')
    begun.push(isOfAll ? `all within ${withinMs}` : 'chosen')
    const ms = isOfAll ? allMs : 30
    time += Math.min(ms, withinMs)
    if (ms > withinMs) throw Object.assign(new Error('canceled'), { code: '57014' })
    return resultOf(isOfAll ? [everyone] : chosen)
  }
  const session = { all, canInterrupt: true } as unknown as ReadSession
  const ask: Ask = async (read) => await read(session)
  const page = await peoplePage(ask, new URLSearchParams(address), () => time)
  return { lines: await linesOf(page), links: await linksOf(page), begun }
}

const chosen: readonly Row[] = [{ site: 'sample', name: '花子', best_answers: 2 }]
const [title, lead] = ['People', 'On all sites: those whose answers were chosen most often come first.']

test('counts that come in time are shown', async () => {
  const { lines, begun } = await people('', 100, chosen)
  expect(lines.slice(0, 2)).toEqual([title, lead])
  expect(lines).toContain('site | name | questions | answers | best answers |')
  expect(begun).toEqual(['chosen', 'all within 120'])
})

test('else chosen answers are shown, with a link to all counts', async () => {
  const { lines, links, begun } = await people('', 1_000, chosen)
  expect(lines).toEqual([
    title,
    `${lead} In 0.15 seconds only those were counted, by name: count questions and answers too.`,
    ...['Names with chosen answers', 'Names with chosen answers', 'site | name | best answers |'],
    ...['sample | 花子 | 2 |', 'CSV', 'JSON'],
  ])
  expect(links).toMatchObject({
    'count questions and answers too': '/people?counts=all',
    花子: '/person?site=sample&name=%E8%8A%B1%E5%AD%90',
    CSV: '/chosen.csv',
  })
  expect(begun).toEqual(['chosen', 'all within 120'])
})

test('the link waits for all counts, and so does a database without chosen answers', async () => {
  expect(await people('site=sample&counts=all', 1_000, chosen)).toMatchObject({ begun: ['all within 5000'] })
  const { lines, begun } = await people('', 1_000, [])
  expect(begun).toEqual(['chosen', 'all within 5000'])
  expect(lines).toContain('Askers and answerers')
})
