/**
 * Loads site definitions from files: the default export of each, in JavaScript or erasable TypeScript. It is code, and runs
 * with all rights of this process: load only what its command line or configuration names.
 */
import { readFileSync, statSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { codeOf, MondoError } from '../../model/errors.ts'
import type { SiteDefinition } from '../../sites/site-definition.ts'
import { nameAndVersion } from '../parser-version.ts'
import { definitionDigest } from './definition-digest.ts'
import { conflictOf, definitionFaults, faultText } from './definition-faults.ts'
import { lineOfKey } from './line-of-key.ts'
import type { Fault } from './shape.ts'
import { bundledSites, type Sites, sitesWith } from './sites.ts'

/** The bundled sites and those of files, and how a parser thread loads the same: functions cannot be sent to it. */
export interface LoadedSites {
  readonly sites: Sites
  /** Those of files, for `parseQuestionPage`. */
  readonly definitions: readonly SiteDefinition[]
  /** File URLs. */
  readonly modules: readonly string[]
}

/** Without a file of one's own. */
export const onlyBundled: LoadedSites = { sites: bundledSites, definitions: [], modules: [] }

/**
 * @param files Paths; the same file twice counts once.
 * @throws MondoError `usage`, with file and line, for a file that cannot be loaded or is no site definition, and for two
 * definitions that claim one host
 */
export async function loadSites(files: readonly string[]): Promise<LoadedSites> {
  const paths = [...new Set(files.map((file) => resolve(file)))]
  if (paths.length === 0) return onlyBundled
  const found = paths.map((path) => ({ path, module: moduleOf(path) }))
  const definitions = await Promise.all(found.map(({ path, module }) => definitionIn(path, module)))
  const digests = new Map(
    definitions.map((one, at) => [
      nameAndVersion(one),
      definitionDigest(one, readFileSync(paths[at] ?? '', 'utf8')),
    ]),
  )
  return {
    sites: sitesOf(definitions, paths, digests),
    definitions,
    modules: found.map(({ module }) => module),
  }
}

const loaded = new Map<string, Promise<readonly SiteDefinition[]>>()

/** The definitions of modules that `loadSites` has found to be right, once for each thread. */
export async function definitionsOf(modules: readonly string[]): Promise<readonly SiteDefinition[]> {
  const key = modules.join('\n')
  const known =
    loaded.get(key) ?? Promise.all(modules.map(async (url) => (await imported(url)) as SiteDefinition))
  loaded.set(key, known)
  return await known
}

function sitesOf(
  definitions: readonly SiteDefinition[],
  paths: readonly string[],
  digests: ReadonlyMap<string, string>,
): Sites {
  try {
    return sitesWith(definitions, digests)
  } catch (error) {
    // The definitions themselves are right: two claim the same.
    const replaced = new Set(definitions.map(({ name }) => name))
    const all = [...bundledSites.definitions.filter(({ name }) => !replaced.has(name)), ...definitions]
    const conflict = conflictOf(all)
    const at = definitions.findLastIndex(({ name }) => name === conflict?.name)
    if (conflict === null || at < 0) throw error
    throw wrong(`${paths[at]}: ${conflict.message}`, { hint: conflict.hint })
  }
}

/** With the time of the last change: a file that was edited is loaded again. */
function moduleOf(path: string): string {
  try {
    return `${pathToFileURL(path).href}?${siteMark}=${statSync(path).mtimeMs}`
  } catch (error) {
    const why = codeOf(error) === 'ENOENT' ? 'there is no such file' : String(error)
    throw wrong(`${path}: ${why}`, { cause: error })
  }
}

async function definitionIn(path: string, module: string): Promise<SiteDefinition> {
  let found: unknown
  try {
    found = await imported(module)
  } catch (error) {
    throw notLoaded(path, error)
  }
  if (found === undefined || isEmpty(found)) {
    throw wrong(`${path}: it has no default export`, { hint: 'End it with: export default site' })
  }
  const fault = await firstFault(found)
  if (fault === null) return found as SiteDefinition
  const place = placeIn(path, lineOfFault(readFileSync(path, 'utf8'), fault))
  throw wrong(`${place}: ${faultText(fault)}`, fault.hint === undefined ? {} : { hint: fault.hint })
}

/** What CommonJS exports that exports nothing. */
function isEmpty(found: unknown): boolean {
  return typeof found === 'object' && found !== null && Object.keys(found).length === 0
}

async function firstFault(found: unknown): Promise<Fault | null> {
  const [fault] = definitionFaults(found)
  if (fault !== undefined) return fault
  // Cheerio is loaded only where a definition of one's own is.
  const { selectorFaults } = await import('./selector-faults.ts')
  return selectorFaults(found as SiteDefinition)[0] ?? null
}

function lineOfFault(source: string, { path, isMissing, text }: Fault): number | null {
  const at = text === undefined ? -1 : source.indexOf(text)
  if (at >= 0 && at === source.lastIndexOf(text ?? '')) return source.slice(0, at).split('\n').length
  const keys = path.split('.')
  return lineOfKey(source, isMissing === true ? keys.slice(0, -1) : keys)
}

const siteMark = 'mondo-site'

/**
 * A definition in a folder whose package.json says commonjs, as npm writes it, or nothing, is a module all the same: what it
 * exports says so.
 */
async function imported(url: string): Promise<unknown> {
  const format = formatOf(url)
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === url && format !== null ? { url, format, shortCircuit: true } : next(specifier, context),
  })
  try {
    const { default: found }: { readonly default?: unknown } = await import(url)
    return found
  } finally {
    hooks.deregister()
  }
}

function formatOf(url: string): string | null {
  const { pathname } = new URL(url)
  if (!/\.[jt]s$/.test(pathname)) return null
  const isModule = /^[ \t]*export\s/m.test(readFileSync(new URL(pathname, 'file:'), 'utf8'))
  if (!isModule) return null
  return pathname.endsWith('.ts') ? 'module-typescript' : 'module'
}

function notLoaded(path: string, error: unknown): MondoError {
  const message = error instanceof Error ? error.message : String(error)
  const isSyntax = error instanceof SyntaxError
  const line = lineIn(path, error) ?? (isSyntax ? lineOfSyntaxError(path) : null)
  const hints: Readonly<Record<string, string>> = {
    ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: 'Only types that can be erased: no enum, no namespace',
    ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING: 'Move it out of node_modules, or write it in JavaScript',
    ERR_MODULE_NOT_FOUND:
      "A definition imports nothing but types: import type { SiteDefinition } from 'mondo'",
  }
  const hint = hints[codeOf(error) ?? '']
  return wrong(`${placeIn(path, line)}: ${message}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  })
}

/** The line that the stack names; Node puts that of TypeScript's syntax errors at its beginning. */
function lineIn(path: string, error: unknown): number | null {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const names = [path, pathToFileURL(path).href]
  for (const line of stack.split('\n')) {
    const name = names.find((one) => line.includes(one))
    if (name === undefined) continue
    const behind = line.slice(line.indexOf(name) + name.length).replace(/^\?mondo-site=[\d.]+/, '')
    const number = /^:(\d+)/.exec(behind)?.[1]
    if (number !== undefined) return Number(number)
  }
  return null
}

/** Node keeps the place of a syntax error in JavaScript to itself; its TypeScript parser finds the same one. */
function lineOfSyntaxError(path: string): number | null {
  try {
    stripTypeScriptTypes(readFileSync(path, 'utf8'), { sourceUrl: path })
    return null
  } catch (error) {
    return lineIn(path, error)
  }
}

function placeIn(path: string, line: number | null): string {
  return line === null ? path : `${path}:${line}`
}

function wrong(
  message: string,
  options: { readonly cause?: unknown; readonly hint?: string } = {},
): MondoError {
  return new MondoError('usage', `site definition ${message}`, {
    hint: 'docs/add-a-site.md shows a site definition',
    ...options,
  })
}
