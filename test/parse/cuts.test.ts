/** A page that is cut at any byte is rejected, unless only parts around the question are missing. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseOptions, readFixture } from '../../src/cli/commands/parse/fixture/fixture-files.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import { htmlFixtures } from './html-parsers.ts'

const cut = ['okwave/current-solved', 'okwave/partner-solved', 'okwave/unknown-flat-paragraphs']

test.each(htmlFixtures.filter(({ name }) => cut.includes(name)).map((page) => [page.name, page] as const))(
  '%s',
  (_name, page) => {
    const bytes = readFileSync(page.pagePath)
    const options = parseOptions(readFixture(page).source)
    const whole = parseQuestionPage(bytes, options)
    if (whole.kind !== 'question') throw new Error(whole.kind)
    for (let length = 1; length < bytes.length; length += 1) {
      const outcome = parseQuestionPage(bytes.subarray(0, length), options)
      if (outcome.kind === 'question') {
        expect(outcome.page.answers, `${length} bytes`).toEqual(whole.page.answers)
        expect(outcome.page.body, `${length} bytes`).toEqual(whole.page.body)
      } else expect(outcome.kind).not.toBe('not-found')
    }
  },
)
