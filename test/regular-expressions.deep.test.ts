/**
 * No regular expression of ours takes more than linear time, whatever a page, a header or a person gives it.
 * recheck proves it by automata where it can, and else searches for an attack. Its limits are counts of steps and its
 * seed is fixed: with limits of time, its default, a slow machine finds attacks that are none. An expression that it cannot
 * settle in ten times what the slowest one takes has to be written in another way.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parseSync, Visitor } from 'oxc-parser'
import { check } from 'recheck'
import { expect, test } from 'vitest'

interface Found {
  readonly place: string
  readonly pattern: string
  readonly flags: string
}

const limits = { timeout: 180_000, attackTimeout: null, incubationTimeout: null, randomSeed: 1 } as const

const source = new URL('../src/', import.meta.url)

function expressionsIn(file: string): Found[] {
  const code = readFileSync(new URL(file, source), 'utf8')
  const found: Found[] = []
  const place = (start: number) => `src/${file}:${code.slice(0, start).split('\n').length}`
  const visitor = new Visitor({
    Literal(node) {
      if ('regex' in node && node.regex !== null) found.push({ place: place(node.start), ...node.regex })
    },
    NewExpression(node) {
      const isRegExp = node.callee.type === 'Identifier' && node.callee.name === 'RegExp'
      if (isRegExp) found.push({ place: place(node.start), pattern: 'new RegExp', flags: 'built' })
    },
  })
  visitor.visit(parseSync(file, code).program)
  return found
}

const expressions = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .flatMap(expressionsIn)

test('the checker tells an expression that backtracks from one that does not', async () => {
  expect((await check('(?:a+)+b', '', limits)).status).toBe('vulnerable')
  expect((await check('[ \\t]+$', '', limits)).status).toBe('vulnerable')
  expect((await check('^[ \\t]+', '', limits)).status).toBe('safe')
})

test('every expression is written out, so that it can be checked', () => {
  expect(expressions.length).toBeGreaterThan(100)
  expect(expressions.filter(({ flags }) => flags === 'built')).toEqual([])
})

test('every expression in src takes linear time', { timeout: 1_200_000 }, async () => {
  const slow: string[] = []
  for (const { place, pattern, flags } of expressions) {
    const { status } = await check(pattern, flags, limits)
    if (status !== 'safe') slow.push(`${place} /${pattern}/${flags} is ${status}`)
  }
  expect(slow).toEqual([])
})
