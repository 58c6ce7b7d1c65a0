/** Whether each poison page was visited, and said to be one: none may be lost silently, or loaded. */
import { sql } from 'kysely'
import { openStore } from '../../src/database/store.ts'
import { closing } from '../../src/model/closing.ts'
import { questionPath } from '../../src/sample-site/html.ts'
import { questionIdOf } from '../../src/sample-site/world.ts'
import type { Poison } from './poison.ts'

/** @param world The seed and size of the site. */
export async function poisonVerdict(
  db: string,
  poison: readonly Poison[],
  world: { readonly questions: number; readonly seed: number },
): Promise<string[]> {
  if (poison.length === 0) return []
  await using store = closing(await openStore(db))
  const { rows } = await sql<{ path: string; outcome: string }>`
    select path, outcome from crawl.visit order by visit_id
  `.execute(store.db)
  const last = new Map(rows.map(({ path, outcome }) => [path, outcome]))
  return poison.flatMap(({ index, name }) => {
    const path = questionPath(questionIdOf(world, index))
    const outcome = last.get(path) ?? 'never visited'
    return outcome === 'rejected' || outcome === 'not-a-question' ? [] : [`${name}, ${path}: ${outcome}`]
  })
}
