/** `mondo load` of thousands of pages whose database goes away, or is full, in the middle: what is said, and what is there. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../../src/database/store.ts'
import { runMondo, type Said } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { aPage } from '../../load/pages.ts'
import { freshUrl } from '../stores.ts'
import { everythingLoaded } from './tables.ts'

const folder = temporaryFolder()
const count = 3_500
const at = ['--captured-at', '2026-11-02T00:00:00Z']

let file = ''
let url = ''
let store: Store
let whole: Record<string, unknown>

/** Of the 2,500th question, once: what `$body$` does happens in the middle of the third transaction. */
async function strikeOnce(what: string): Promise<void> {
  await sql
    .raw(`
      create sequence public.struck;
      create or replace function public.strike() returns trigger language plpgsql as $body$
        begin
          if new.question_id = '2500' and nextval('public.struck') = 1 then ${what} end if;
          return new;
        end $body$;
      create or replace trigger strike before insert on qa.question for each row execute function public.strike();`)
    .execute(store.db)
}

async function emptied(): Promise<void> {
  await sql`drop sequence if exists public.struck`.execute(store.db)
  await sql`truncate qa.question, crawl.page, crawl.full_observation, crawl.repeat, crawl.record_rows cascade`.execute(
    store.db,
  )
}

beforeAll(async () => {
  const lines = Array.from({ length: count }, (_, id) => JSON.stringify(aPage({ questionId: String(id) })))
  file = await folder.file('records.jsonl', lines.join('\n'))
  url = await freshUrl('postgres 15')
  store = await openStore(url)
  expect(await runMondo(['load', file, ...at, '--db', url])).toMatchObject({ exitCode: 0, stderr: '' })
  whole = await everythingLoaded(store.db)
})
afterAll(() => store.close())

const progress =
  'The first 2000 of 3500 records are loaded, the other 1500 are not, unless the last answer was lost'

describe('mondo load', () => {
  test.each<[string, string, RegExp, number]>([
    [
      'ends the connection',
      'perform pg_terminate_backend(pg_backend_pid());',
      /The database went away: terminating/,
      3,
    ],
    [
      'has a full disk',
      `raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100';`,
      /The disk of the database is full: could not extend/,
      8,
    ],
  ])(
    'from a server that %s says what is loaded, and completes when run again',
    async (_, strike, line, exitCode) => {
      await emptied()
      await strikeOnce(strike)
      const said = await runMondo(['load', file, ...at, '--db', url])
      expectCutOff(said, line, exitCode)
      const { rows } =
        await sql`select count(*) as questions, max(question_id::int) as last from qa.question`.execute(
          store.db,
        )
      expect(rows).toEqual([{ questions: 2_000, last: 1_999 }])

      const again = await runMondo(['load', file, ...at, '--db', url, '--json'])
      expect(JSON.parse(again.stdout)).toMatchObject({ question: { inserted: 1_500, unchanged: 2_000 } })
      expect(await everythingLoaded(store.db)).toEqual(whole)
    },
  )
})

function expectCutOff({ exitCode, stdout, stderr }: Said, line: RegExp, expected = 3): void {
  expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: '' })
  expect(stderr).toMatch(/^mondo: [^\n]+ then run the same command again\n$/)
  expect(stderr).toMatch(line)
  expect(stderr).toContain(progress)
}
