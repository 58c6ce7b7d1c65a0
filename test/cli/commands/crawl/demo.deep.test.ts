/** The demo on a terminal, when its crawl ends with an error. */
import { expect, test, vi } from 'vitest'
import type { CrawlContext } from '../../../../src/app/open-crawl.ts'
import { runMondo } from '../../run-mondo.ts'

const ended = vi.hoisted(() => ({ progress: 0, updates: 0 }))

vi.mock('../../../../src/cli/progress/crawl-progress.ts', () => ({
  showProgress: () => ({
    progressed: () => (ended.updates += 1),
    end: () => (ended.progress += 1),
    [Symbol.dispose]: () => (ended.progress += 1),
  }),
}))
vi.mock('../../../../src/app/open-crawl.ts', () => ({
  crawlIn: async ({ observer }: CrawlContext) => {
    observer?.progressed?.({ visited: 1, known: 2, requests: 1, bytes: 3 })
    throw new Error('the disk is full')
  },
}))

test('a failed crawl ends the progress bar and restores the cursor', async () => {
  const said = await runMondo(['demo', '--data', 'none'])
  expect(said).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('the disk is full') })
  expect(ended).toEqual({ progress: 1, updates: 1 })
})
