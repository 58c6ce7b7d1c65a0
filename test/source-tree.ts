/** The modules of `src` as text and imports, for the tests and scripts that hold the shape of the code. */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'

/** Path from the root of the checkout (`src/model/clock.ts`) to the text of the file. */
export type SourceTree = ReadonlyMap<string, string>

export interface Import {
  readonly from: string
  /** A path of the tree (`src/model/clock.ts`), or the name of a package. */
  readonly to: string
  /** Nothing of it is left at run time. */
  readonly isType: boolean
}

export function readSourceTree(): SourceTree {
  const root = new URL('../', import.meta.url)
  const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll('\\', '/')}`)
    .sort()
  return new Map(files.map((file) => [file, readFileSync(new URL(file, root), 'utf8')]))
}

/** Static, dynamic and type imports alike, and what is exported from elsewhere. */
export function importsOf(tree: SourceTree): readonly Import[] {
  return [...tree].flatMap(([from, text]) => {
    const { module } = parseSync(from, text)
    const found = [
      ...module.staticImports.map(({ moduleRequest, entries }) => ({
        request: moduleRequest.value,
        isType: entries.length > 0 && entries.every(({ isType }) => isType),
      })),
      ...module.staticExports
        .flatMap(({ entries }) => entries)
        .flatMap(({ moduleRequest, isType }) =>
          moduleRequest === null ? [] : [{ request: moduleRequest.value, isType }],
        ),
      // `await import('…')` and the type `import('…')`, which the parser's list of modules leaves out.
      ...[...withoutComments(from, text).matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map(
        ([, request = '']) => ({ request, isType: false }),
      ),
    ]
    return found.map(({ request, isType }) => ({
      from,
      to: request.startsWith('.') ? posix.join(posix.dirname(from), request) : request,
      isType,
    }))
  })
}

/** Every name that a module declares and exports; what it passes on from another module is not its own. */
function declaredNames(
  tree: SourceTree,
): readonly { readonly name: string; readonly file: string; readonly line: number }[] {
  return [...tree].flatMap(([file, text]) => {
    const { staticImports, staticExports } = parseSync(file, text).module
    const imported = new Set(
      staticImports.flatMap(({ entries }) => entries.map(({ localName }) => localName.value)),
    )
    return staticExports
      .flatMap(({ entries }) => entries)
      .filter(({ moduleRequest, localName }) => moduleRequest === null && !imported.has(localName.name ?? ''))
      .flatMap(({ exportName, start }) =>
        exportName.name === null
          ? []
          : [{ name: exportName.name, file, line: text.slice(0, start).split('\n').length }],
      )
  })
}

/** Names that more than one module declares and exports, each with its places (`src/model/check.ts:12`). */
export function doubledNames(
  tree: SourceTree,
): readonly { readonly name: string; readonly places: readonly string[] }[] {
  const byName = Map.groupBy(declaredNames(tree), ({ name }) => name)
  return [...byName]
    .filter(([, places]) => new Set(places.map(({ file }) => file)).size > 1)
    .map(([name, places]) => ({ name, places: places.map(({ file, line }) => `${file}:${line}`) }))
}

/** The text with its comments blanked out, each line where it was. */
export function withoutComments(file: string, text: string): string {
  let code = text
  for (const { start, end } of parseSync(file, text).comments) {
    code = code.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end)
  }
  return code
}

/** Every group of modules that import one another in a circle (Tarjan's strongly connected components). */
export function cyclesIn(imports: readonly Pick<Import, 'from' | 'to'>[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>()
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to])
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const cycles: string[][] = []
  const visit = (file: string): number => {
    const own = order.size
    order.set(file, own)
    lowest.set(file, own)
    stack.push(file)
    for (const other of next.get(file) ?? []) {
      const reached = order.has(other)
        ? stack.includes(other)
          ? (order.get(other) ?? own)
          : own
        : visit(other)
      lowest.set(file, Math.min(lowest.get(file) ?? own, reached))
    }
    if (lowest.get(file) === own) {
      const members = stack.splice(stack.indexOf(file))
      const isCycle = members.length > 1 || (next.get(file) ?? []).includes(file)
      if (isCycle) cycles.push(members.sort())
    }
    return lowest.get(file) ?? own
  }
  for (const file of next.keys()) if (!order.has(file)) visit(file)
  return cycles
}
