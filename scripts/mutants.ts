/** Every change that mutation testing may make in one source file, found in its syntax tree. */
import { type Node, parseSync, visitorKeys } from 'oxc-parser'

export interface Mutant {
  readonly file: string
  /** 1 for the first. */
  readonly line: number
  /** `< becomes <=`. */
  readonly what: string
  /** The first line of the changed code, as it stands after the change. */
  readonly changedLine: string
  readonly apply: (source: string) => string
}

interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly what: string
}

const operators: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&&': '||',
  '||': '&&',
}

/** Draws `count` different items, or all where there are fewer; the same numbers draw the same items. */
export function picked<T>(all: readonly T[], count: number, random: () => number): readonly T[] {
  const left = [...all]
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat()
}

/** Tests mirror src: the file of tests that is about a file of src, whether it is there or not. */
export function ownTest(file: string): string {
  return file.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts')
}

/**
 * How long the tests of one mutant may take, in ms: five times what the tests of all mutants took together on unchanged
 * sources, so a mutant over it hangs and is not merely slow. At least a minute, for a machine that is busy for a moment.
 */
export function timeLimit(baselineMs: number): number {
  return Math.max(60_000, 5 * baselineMs)
}

/** What the JSON report of a run of tests says; vitest writes more. */
export interface TestReport {
  readonly numTotalTests: number
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

export type Fate =
  | { readonly kind: 'survived' | 'timeout' | 'untested' | 'listed' }
  | { readonly kind: 'killed'; readonly by: string }

/** `report` is null when the run had to be ended at the time limit. */
export function fateOf(report: TestReport | null): Fate {
  if (report === null) return { kind: 'timeout' }
  if (report.success) return { kind: report.numTotalTests === 0 ? 'untested' : 'survived' }
  return { kind: 'killed', by: firstFailure(report) }
}

/** The first test that failed, else the file that could not be run; `--bail` marks files as failed that it cut off. */
export function firstFailure({ testResults }: TestReport): string {
  const failed = testResults.filter(({ status }) => status === 'failed')
  const test = failed
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed')
  return test?.fullName ?? failed[0]?.name ?? 'an error outside of tests'
}

/** `killed    src/app/duration.ts:12  < becomes <=  |  if (days <= 3) {  |  by: a duration has a unit`. */
export function mutantLine({ file, line, what, changedLine }: Mutant, fate: Fate): string {
  const by = fate.kind === 'killed' ? `  |  by: ${fate.by}` : ''
  return `${fate.kind.padEnd(8)}  ${file}:${line}  ${what}  |  ${changedLine}${by}`
}

/** A timeout counts as killed; a mutant that no unit test imports counts as survived. */
export function summaryLine(fates: readonly Fate[]): string {
  const count = (kind: Fate['kind']) => fates.filter((fate) => fate.kind === kind).length
  const [killed, timeout, untested] = [count('killed'), count('timeout'), count('untested')]
  return `${killed + timeout} of ${fates.length} killed (${timeout} by timeout), ${fates.length - killed - timeout} survived (${untested} untested)`
}

/** What holds no behaviour: imports, and names of things. */
const skipped = /^(?:Import|TS|ExportAll)/
/** TypeScript nodes that wrap an expression. */
const wrappers = /^TS(?:As|Satisfies|NonNull)/

export function mutantsOf(file: string, source: string): readonly Mutant[] {
  const { program } = parseSync(file, source)
  return changesIn(program, source).map(({ start, end, text, what }) => {
    const apply = (given: string) => given.slice(0, start) + text + given.slice(end)
    const line = source.slice(0, start).split('\n').length
    return { file, line, what, changedLine: apply(source).split('\n')[line - 1]?.trim() ?? '', apply }
  })
}

function changesIn(node: Node, source: string): readonly Change[] {
  if (skipped.test(node.type) && !wrappers.test(node.type)) return []
  const own = changesOf(node, source)
  const below = (visitorKeys[node.type] ?? []).flatMap((key) => {
    // A key or name is no constant.
    if ((key === 'key' && !isComputed(node)) || key === 'source') return []
    return [Reflect.get(node, key)]
      .flat()
      .filter(isNode)
      .flatMap((child) => changesIn(child, source))
  })
  return [...own, ...below]
}

function changesOf(node: Node, source: string): readonly Change[] {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const [from, to] = [node.left.end, node.right.start]
      if (node.operator === '??')
        return [{ start: node.left.end, end: node.end, text: '', what: 'drops the default after ??' }]
      const other = operators[node.operator]
      if (other === undefined) return []
      const start = from + source.slice(from, to).indexOf(node.operator)
      const end = start + node.operator.length
      return [{ start, end, text: other, what: `${node.operator} becomes ${other}` }]
    }
    case 'UnaryExpression':
      return node.operator === '!'
        ? [{ start: node.start, end: node.start + 1, text: '', what: 'drops !' }]
        : []
    case 'Literal':
      return constantChange(node.value, node)
    case 'ConditionalExpression':
    case 'IfStatement': {
      const { start, end } = node.test
      const negated = { start, end, text: `!(${source.slice(start, end)})`, what: 'negates the condition' }
      const dropped =
        node.type === 'IfStatement' && node.alternate != null
          ? [{ start: node.consequent.end, end: node.alternate.end, text: '', what: 'drops the else' }]
          : []
      return [negated, ...dropped]
    }
    case 'ExpressionStatement':
      return [{ start: node.start, end: node.end, text: ';', what: 'drops a statement' }]
    default:
      return []
  }
}

function constantChange(value: unknown, { start, end }: { start: number; end: number }): readonly Change[] {
  if (typeof value === 'boolean')
    return [{ start, end, text: String(!value), what: `${value} becomes ${!value}` }]
  if (typeof value === 'number')
    return [{ start, end, text: String(value + 1), what: `${value} becomes ${value + 1}` }]
  // One word is a tag of a union or a key as a rule: the compiler refuses another.
  if (typeof value !== 'string' || /^[\w-]+$/.test(value)) return []
  return [{ start, end, text: value === '' ? `'mutant'` : `''`, what: 'changes a text' }]
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}

function isComputed(node: Node): boolean {
  return 'computed' in node && node.computed === true
}
