import { describe, expect, test } from 'vitest'
import {
  fateOf,
  firstFailure,
  type Mutant,
  mutantLine,
  mutantsOf,
  ownTest,
  picked,
  summaryLine,
  type TestReport,
  timeLimit,
} from '../../scripts/mutants.ts'

/** Each change as `what: the changed line`. */
function changes(source: string): readonly string[] {
  return mutantsOf('src/a.ts', source).map(({ what, changedLine }) => `${what}: ${changedLine}`)
}

describe('the mutants of a file', () => {
  test.each([
    ['f(a < b)', 'f(a <= b)'],
    ['f(a >= b)', 'f(a > b)'],
    ['f(a === b)', 'f(a !== b)'],
    ['f(a + b)', 'f(a - b)'],
    ['f(a % b)', 'f(a * b)'],
    ['f(a && b)', 'f(a || b)'],
    ['f(a ?? b)', 'f(a)'],
    ['f(!a)', 'f(a)'],
    ['f(true)', 'f(false)'],
    ['f(7)', 'f(8)'],
    ["f('')", "f('mutant')"],
    ["f('two words')", "f('')"],
    ['f(a ? b : c)', 'f(!(a) ? b : c)'],
  ])('%s becomes %s, or is dropped', (from, to) => {
    const [dropped, ...inside] = mutantsOf('src/a.ts', from).map(({ apply }) => apply(from))
    expect(dropped).toBe(';')
    expect(inside).toEqual([to])
  })

  test('an if is negated, and loses its else', () => {
    const source = 'if (a) { b() } else { c() }'
    expect(mutantsOf('src/a.ts', source).map(({ apply }) => apply(source))).toEqual([
      'if (!(a)) { b() } else { c() }',
      'if (a) { b() }',
      'if (a) { ; } else { c() }',
      'if (a) { b() } else { ; }',
    ])
  })

  test('imports, types, names and tags of unions stay', () => {
    expect(
      changes("import { x } from './a b.ts'\ntype T = 1 | 'two words'\nconst y = { 'a b': 'tag' } as const"),
    ).toEqual([])
  })

  test('a change under `as` and `satisfies` counts', () => {
    expect(changes('const x = (1 as number) satisfies number')).toEqual([
      '1 becomes 2: const x = (2 as number) satisfies number',
    ])
  })

  test('names the line of the change', () => {
    expect(mutantsOf('src/a.ts', 'const x = y\n\nconst z = 1\n')).toMatchObject([
      { file: 'src/a.ts', line: 3, what: '1 becomes 2', changedLine: 'const z = 2' },
    ])
  })
})

describe('picked', () => {
  const from = (numbers: readonly number[]) => {
    const left = [...numbers]
    return () => left.shift() ?? 0
  }

  test('draws each item once', () => {
    expect(picked(['a', 'b', 'c', 'd'], 3, from([0.5, 0.5, 0]))).toEqual(['c', 'b', 'a'])
  })

  test('draws all where there are fewer than asked for', () => {
    expect(picked(['a', 'b'], 5, from([0.9, 0]))).toEqual(['b', 'a'])
  })
})

test('the tests of a file are where it is in src', () => {
  expect(ownTest('src/crawl/src/settle.ts')).toBe('test/crawl/src/settle.test.ts')
})

test('the limit is five times the unchanged run, and a minute at the least', () => {
  expect(timeLimit(3_000)).toBe(60_000)
  expect(timeLimit(40_000)).toBe(200_000)
})

describe('fate', () => {
  const cutOff = { name: '/c.test.ts', status: 'failed', assertionResults: [] }
  const passed: TestReport = { numTotalTests: 4, success: true, testResults: [] }
  const failed: TestReport = {
    numTotalTests: 4,
    success: false,
    testResults: [
      { name: '/a.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'one' }] },
      cutOff,
      {
        name: '/b.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'two' },
          { status: 'failed', fullName: 'three' },
        ],
      },
    ],
  }

  test('of a mutant is killed, survived, untested or timeout', () => {
    expect(fateOf(failed)).toEqual({ kind: 'killed', by: 'three' })
    expect(fateOf(passed)).toEqual({ kind: 'survived' })
    expect(fateOf({ ...passed, numTotalTests: 0 })).toEqual({ kind: 'untested' })
    expect(fateOf(null)).toEqual({ kind: 'timeout' })
  })

  test('a file that cannot be run is named, and so is an error outside of tests', () => {
    expect(firstFailure({ ...failed, testResults: [cutOff] })).toBe('/c.test.ts')
    expect(firstFailure({ ...failed, testResults: [] })).toBe('an error outside of tests')
  })

  const mutant: Mutant = {
    file: 'src/a.ts',
    line: 3,
    what: '1 becomes 2',
    changedLine: 'const z = 2',
    apply: () => '',
  }

  test('is one line a mutant', () => {
    expect(mutantLine(mutant, { kind: 'killed', by: 'three' })).toBe(
      'killed    src/a.ts:3  1 becomes 2  |  const z = 2  |  by: three',
    )
    expect(mutantLine(mutant, { kind: 'survived' })).toBe('survived  src/a.ts:3  1 becomes 2  |  const z = 2')
  })

  test('is summed up with timeouts as killed and untested as survived', () => {
    const fates = (['timeout', 'untested', 'untested', 'survived'] as const).map((kind) => ({ kind }))
    expect(summaryLine([{ kind: 'killed', by: 'three' }, ...fates])).toBe(
      '2 of 5 killed (1 by timeout), 3 survived (2 untested)',
    )
  })
})
