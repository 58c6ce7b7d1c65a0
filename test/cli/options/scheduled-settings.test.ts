import { expect, test } from 'vitest'
import { scheduledSettings } from '../../../src/cli/options/scheduled-settings.ts'

test('a scheduled crawl refuses --accept-layout, which would accept a new layout every night', () => {
  const args = ['crawl', 'https://okwave.jp/list/new_question']
  expect(scheduledSettings(args).urls).toEqual([args[1]])
  expect(() => scheduledSettings([...args, '--accept-layout'])).toThrow(/--accept-layout is not for/)
})
