import { expect, test } from 'vitest'
import { scheduledCrawlOf, scheduledSettings } from '../../../src/cli/options/scheduled-settings.ts'

const url = 'https://okwave.jp/list/new_question'

test('a scheduled crawl refuses --accept-layout, which would accept a new layout every night', () => {
  const args = ['crawl', url]
  expect(scheduledSettings(args).urls).toEqual([args[1]])
  expect(() => scheduledSettings([...args, '--accept-layout'])).toThrow(/--accept-layout is not for/)
})

test('it has the settings of its options, and no data folder of its own', () => {
  const { settings, onEnd } = scheduledCrawlOf(['crawl', url, '--max-pages', '5', '--contact', 'a@b.example'])
  expect(settings).toMatchObject({ urls: [url], maxPages: 5, contact: 'a@b.example' })
  expect(settings).not.toHaveProperty('data')
  expect(onEnd).toBeUndefined()
})

test('an option that a crawl does not have is one of the crawl', () => {
  expect(() => scheduledCrawlOf(['crawl', url, '--bogus'])).toThrow(
    expect.objectContaining({
      message: "schedule: crawl: unknown option '--bogus'",
      hint: 'See mondo crawl --help',
    }),
  )
})

test('it keeps the name of a hook, and refuses a path', () => {
  expect(scheduledCrawlOf(['crawl', url, '--on-end', 'tell-ops']).onEnd).toBe('tell-ops')
  for (const path of ['./tell.sh', '/bin/true', 'a b'])
    expect(() => scheduledCrawlOf(['crawl', url, '--on-end', path])).toThrow(
      `schedule: --on-end ${path} is not the name of a hook`,
    )
})

test.each([
  [['--data', 'x'], '--data', 'mondo work say where its data and database are'],
  [['--db', 'memory:'], '--db', 'mondo work say where its data and database are'],
  [['--dry-run'], '--dry-run', 'Any machine with a free worker may run it'],
  [['--sites', 'x.ts'], '--sites', 'Name it before the --'],
])('%j is not for it', (options, named, hint) => {
  expect(() => scheduledCrawlOf(['crawl', url, ...options])).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: `schedule: ${named} is not for a scheduled crawl`,
      hint: expect.stringContaining(hint),
    }),
  )
})

test('anything but a crawl is refused', () => {
  expect(() => scheduledCrawlOf(['reparse', '--diff'])).toThrow('schedule: not a crawl: reparse --diff')
  expect(() => scheduledCrawlOf([])).toThrow('schedule: not a crawl: ')
})
