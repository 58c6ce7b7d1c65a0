/** Google's robotstxt-spec-test: 378 expectations of how a robots.txt is to be read, from a folder beside the checkout. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseRobots } from '../../src/fetch/robots.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const files = ['robots-correctness.json', 'robots-stress.json'].map((name) => resolve(shared, 'suites', name))

const expectations = z.array(
  z.object({
    file: z.string(),
    robots_base64: z.base64(),
    agent: z.string(),
    url: z.string(),
    expected: z.enum(['ALLOWED', 'DISALLOWED']),
    type: z.enum(['STANDARD', 'GOOGLE_SPECIFIC']),
  }),
)

if (files.every((file) => existsSync(file))) {
  const standard = files
    .flatMap((file) => expectations.parse(JSON.parse(readFileSync(file, 'utf8'))))
    .filter(({ type }) => type === 'STANDARD')

  describe('robots.txt suites', () => {
    it('hold all 378 standard expectations', () => {
      expect(standard).toHaveLength(378)
    })

    it.each(standard.map((one, index) => ({ index, ...one })))(
      '$index $file: $agent $url is $expected',
      ({ robots_base64, agent, url, expected }) => {
        const robots = parseRobots(Buffer.from(robots_base64, 'base64'))
        expect(robots.allows(url, agent) ? 'ALLOWED' : 'DISALLOWED').toBe(expected)
      },
    )
  })
} else {
  process.stderr.write(`robots suites are not at ${shared}: nothing to conform to\n`)
  it('robots suites are not there, so nothing was compared', () => {
    expect(files.some((file) => existsSync(file))).toBe(false)
  })
}
