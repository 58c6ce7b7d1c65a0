/** Which project of vitest.config.ts runs a test file. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import config from '../vitest.config.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

test('a test file that puts modules in place of others has a process to itself', () => {
  const mocking = globSync('test/**/*.test.ts', { cwd: root }).filter((file) =>
    /\bvi\s*\.(?:do)?mock\(/i.test(readFileSync(`${root}${file}`, 'utf8')),
  )
  const isolated = (config.test?.projects ?? []).flatMap((project) =>
    typeof project === 'object' && 'test' in project && project.test?.isolate === true
      ? (project.test.include ?? [])
      : [],
  )
  expect(mocking.length).toBeGreaterThan(0)
  expect(mocking.toSorted()).toEqual(globSync(isolated, { cwd: root }).toSorted())
})
