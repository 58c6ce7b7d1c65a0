/**
 * A seed gives the same site in every version of mondo: measurements of two versions are of the same pages. Whoever means
 * to change the site changes the digests here.
 */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { worldAt } from '../../src/sample-site/evolving.ts'
import { questionPath } from '../../src/sample-site/html.ts'
import { samplePages } from '../../src/sample-site/pages.ts'
import { startSampleSite } from '../../src/sample-site/server.ts'
import { samplePaths } from '../../src/sample-site/special-pages.ts'
import { categories } from '../../src/sample-site/topics.ts'
import { questionIdOf, type World } from '../../src/sample-site/world.ts'

/** Of the status and the bytes of all these pages. */
function digestOf(world: World, paths: readonly string[]): string {
  const answerOf = samplePages(() => world)
  const hash = createHash('sha256')
  for (const path of paths) {
    const { status, body = '' } = answerOf(path, { host: 'sample.test' })
    hash.update(`${path} ${status}\n`).update(body)
  }
  return hash.digest('hex').slice(0, 12)
}

const world: World = { seed: 1, questions: 240 }

function questionPaths(of: World): readonly string[] {
  return Array.from({ length: of.questions }, (_, index) => questionPath(questionIdOf(of, index)))
}

test('question pages keep their bytes', () => {
  expect(digestOf(world, questionPaths(world))).toBe('d70f72867b34')
})

test('lists, sitemap and the other pages keep their bytes', () => {
  const lists = categories.flatMap(({ slug }) => [1, 2].map((page) => `/list/category/${slug}?page=${page}`))
  const newest = [1, 2, 12, 13].map((page) => `${samplePaths.newQuestions}?page=${page}`)
  expect(digestOf(world, [...lists, ...newest])).toBe('0902b96815e7')
  expect(digestOf(world, Object.values(samplePaths))).toBe('876151a4a51c')
})

test('a site that evolves keeps its bytes at each time', () => {
  const period = { from: new Date('2021-03-01T00:00:00Z'), to: new Date('2021-03-31T00:00:00Z') }
  const half = worldAt({ seed: 2, questions: 60 }, period, new Date('2021-03-16T00:00:00Z'))
  expect(half.questions).toBe(30)
  expect(digestOf(half, questionPaths(half))).toBe('2061240bb16b')
})

test('without options it is the site of seed 1 with 120 questions', async () => {
  const site = await startSampleSite()
  const ids = site.expected().map(({ questionId }) => questionId)
  await site.close()
  const small: World = { seed: 1, questions: 120 }
  expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => questionIdOf(small, index)))
})
