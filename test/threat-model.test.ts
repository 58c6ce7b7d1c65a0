/** THREAT_MODEL.md names tests: each file must be there, and each quoted title must stand in one of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const model = readFileSync(new URL('THREAT_MODEL.md', root), 'utf8')
const tests = readdirSync(new URL('test/', root), { recursive: true, encoding: 'utf8' }).map(
  (path) => `test/${path}`,
)

const named = [...model.matchAll(/`([\w./-]+\.test\.ts|test\/[\w./-]+\/)`/g)].map(([, path = '']) => path)
const titles = [...model.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title)

test('every test that the threat model names exists', () => {
  expect(named.length).toBeGreaterThan(15)
  const missing = named.filter(
    (path) =>
      !tests.some((known) => `${known}/`.startsWith(path) || known.endsWith(`/${path}`) || known === path),
  )
  expect(missing).toEqual([])
})

test('every title that it quotes is in a test', () => {
  const text = tests
    .filter((path) => path.endsWith('.test.ts') && !path.endsWith('threat-model.test.ts'))
    .map((path) => readFileSync(new URL(path, root), 'utf8'))
    .join('\n')
    .replaceAll('%s', '')
  expect(titles.length).toBeGreaterThan(5)
  expect(titles.filter((title) => !text.includes(title.replace(/^zipbomb/, '')))).toEqual([])
})
