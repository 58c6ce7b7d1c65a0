/**
 * Runs the data checks: each file of sql/checks is one query that returns the offending rows; its comment says what it
 * checks and how severe it is. They find what constraints cannot express, and what a constraint should have stopped.
 */

import { readdir, readFile } from 'node:fs/promises'
import type { Store } from '../database/store.ts'
import { codeOf, MondoError } from '../model/errors.ts'
import { packageFile } from '../model/package-files.ts'
import { type Catalog, readCatalog } from './catalog.ts'
import { qualified } from './er-diagram.ts'
import { type ReadLimits, type ReadSession, readSession } from './read-session.ts'

export interface CheckResult {
  readonly name: string
  readonly description: string
  readonly severity: 'error' | 'warning'
  /** `skipped`: the database is older than the check and lacks a table that it needs. */
  readonly result: 'passed' | 'failed' | 'warned' | 'skipped'
  readonly offending: number
  /** The first few offending rows. */
  readonly examples: readonly Readonly<Record<string, unknown>>[]
}

interface DataCheck {
  readonly name: string
  readonly description: string
  readonly severity: 'error' | 'warning'
  /** Tables that not every schema version has. */
  readonly needs: readonly string[]
  readonly query: string
}

const checksFolder = packageFile('sql/checks/')

export interface CheckOptions extends ReadLimits {
  /** Which checks to run; all unless given. */
  readonly names?: readonly string[]
}

/**
 * Runs the checks in one snapshot of the database, within these limits in all. Whether one failed: `results.some(({ result }) => result === 'failed')`.
 *
 * ```ts
 * const failed = (await runChecks(store)).filter(({ result }) => result === 'failed')
 * ```
 */
export async function runChecks(
  store: Store,
  { names, ...limits }: CheckOptions = {},
): Promise<readonly CheckResult[]> {
  const checks = (await dataChecks()).filter(({ name }) => names === undefined || names.includes(name))
  return await readSession(store, limits, async (session) => {
    const catalog = await readCatalog(session)
    const results: CheckResult[] = []
    for (const check of checks) results.push(await run(session, check, catalog))
    return results
  })
}

/**
 * The checks that fail, without examples: what a crawl asks when it has ended.
 *
 * Throws `database-refused` where a check cannot be run.
 */
export async function failedChecks(store: Store): Promise<{ name: string; offending: number }[]> {
  const failed = (await runChecks(store)).filter(({ result }) => result === 'failed')
  return failed.map(({ name, offending }) => ({ name, offending }))
}

const maxExamples = 5

async function run(session: ReadSession, check: DataCheck, catalog: Catalog): Promise<CheckResult> {
  const { name, description, severity } = check
  const known = new Set(catalog.relations.map(qualified))
  const skipped: CheckResult = { name, description, severity, result: 'skipped', offending: 0, examples: [] }
  if (!check.needs.every((table) => known.has(table))) return skipped
  const { columns, rows } = await offendingRows(session, check)
  return {
    ...skipped,
    result: rows.length === 0 ? 'passed' : severity === 'error' ? 'failed' : 'warned',
    offending: Number(rows[0]?.[0] ?? 0),
    examples: rows.map((row) =>
      Object.fromEntries(columns.slice(1).map((column, i) => [column, row[i + 1]])),
    ),
  }
}

const permissionDenied = '42501'

async function offendingRows(session: ReadSession, { name, query }: DataCheck) {
  try {
    return await session.all(
      `select count(*) over () as offending, found.* from (\n${query}\n) found limit ${maxExamples}`,
    )
  } catch (error) {
    if (codeOf(error) === permissionDenied) {
      throw new MondoError('usage', 'This login may read qa only, and data checks read crawl too.', {
        cause: error,
        hint: 'Connect as the owner of the database.',
      })
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new MondoError('database-refused', `The data check ${name} cannot be run: ${reason}.`, {
      cause: error,
      hint: 'Bring the database up to date with mondo db migrate, and connect as its owner: checks read crawl too.',
    })
  }
}

async function dataChecks(): Promise<readonly DataCheck[]> {
  const files = (await readdir(checksFolder)).filter((file) => file.endsWith('.sql')).sort()
  return await Promise.all(
    files.map(async (file) => parseCheck(file, await readFile(new URL(file, checksFolder), 'utf8'))),
  )
}

function parseCheck(file: string, text: string): DataCheck {
  const head = /^(?:--.*\n)*/.exec(text)?.[0] ?? ''
  const lines = head.split('\n').map((line) => line.replace(/^-- ?/, ''))
  const stated = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
  const severity = stated('severity')
  if (severity !== 'error' && severity !== 'warning') throw new TypeError(`${file} states no severity`)
  return {
    name: file.replace(/\.sql$/, ''),
    description: lines.filter((line) => line !== '' && !/^(?:severity|needs): /.test(line)).join(' '),
    severity,
    needs: stated('needs')?.split(', ') ?? [],
    query: text.slice(head.length).trim(),
  }
}
