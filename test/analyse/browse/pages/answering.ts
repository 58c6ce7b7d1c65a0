/** A database that answers the statements of pages with rows of the test, and what a reader sees of a page. */
import type { Ask } from '../../../../src/analyse/browse/ask.ts'
import { type ListingName, listings } from '../../../../src/analyse/browse/listings.ts'
import type { Html } from '../../../../src/analyse/page/markup.ts'
import type { ReadSession, SqlResult } from '../../../../src/analyse/read-session.ts'

export type Row = Readonly<Record<string, unknown>>

/** Each list has the rows given for it, and no row where none are given. */
export function answering(given: URLSearchParams, rows: Partial<Record<ListingName, readonly Row[]>>): Ask {
  const all = async (statement: string): Promise<SqlResult> => {
    const found = Object.entries(listings).find(([, one]) => isReadBy(statement, one.statement(given)))
    if (found === undefined) throw new Error(`no list has this statement: ${statement}`)
    return resultOf(rows[found[0] as ListingName] ?? [])
  }
  return async (read) => await read({ all } as unknown as ReadSession)
}

/** Lists are read with one row more than they show, by pages that tell whether there are more. */
function isReadBy(statement: string, list: string | null): boolean {
  const more = list?.replace(/limit (\d+)$/, (_, limit: string) => `limit ${Number(limit) + 1}`)
  return statement === list || statement === more
}

export function resultOf(rows: readonly Row[]): SqlResult {
  const columns = Object.keys(rows[0] ?? {})
  return { columns, rows: rows.map((row) => columns.map((name) => row[name])) }
}

/** Visible text, a line for each element that begins a line; statements of lists are left out. */
export async function linesOf(page: { readonly main: Html }): Promise<readonly string[]> {
  return String(await page.main)
    .replaceAll(/<details class="sql">.*?<\/details>/gs, '')
    .replaceAll(/<(?:p|h\d|li|dt|dd|tr|summary|section|div|article|figcaption)\b[^>]*>/g, '\n')
    .replaceAll(/<\/t[dh]>/g, ' | ')
    .replaceAll(/<[^>]+>/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Addresses of the links of a page, by their visible text. */
export async function linksOf(page: { readonly main: Html }): Promise<Readonly<Record<string, string>>> {
  const found = String(await page.main).matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs)
  return Object.fromEntries(
    [...found].map(([, to = '', text = '']) => [
      text.replaceAll(/<[^>]+>/g, ''),
      to.replaceAll('&amp;', '&'),
    ]),
  )
}
