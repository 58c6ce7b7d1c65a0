/** A server that ends the connection under a command's own statement: what each command makes of it. */
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { crawl } from '../../../src/app/open-crawl.ts'
import { openStore } from '../../../src/database/store.ts'
import { type SampleSite, startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { record } from '../../records.ts'
import { freshUrl } from '../stores.ts'

const folder = temporaryFolder()
let site: SampleSite
let url: string

beforeAll(async () => {
  site = await startSampleSite({ questions: 2 })
  url = await freshUrl('postgres 15')
  await (await openStore(url)).db.destroy()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`
    create function public.hang_up() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
    create trigger hang_up before insert on qa.question execute function public.hang_up();
    create trigger hang_up before insert on crawl.host execute function public.hang_up();
    alter table crawl.rejected_page rename to rejected_page_before;
    create view crawl.rejected_page as
      select r.* from (select pg_terminate_backend(pg_backend_pid())) t left join crawl.rejected_page_before r on true;`)
  await client.end()
})
afterAll(() => site.close())

test.each<[string, () => string[]]>([
  ['load', () => ['-']],
  ['sql', () => ['select pg_terminate_backend(pg_backend_pid())']],
  ['fetch', () => [`${site.url}/`, '--allow-private', '--data', folder.path]],
  ['status', () => []],
  ['crawl', () => [`${site.url}/`, '--allow-private', '--data', folder.path, '--db-wait', '0']],
])('mondo %s reports the lost database, exit 3', async (command, args) => {
  const said = await runMondo([command, ...args(), '--db', url], JSON.stringify(record()))
  expect(said.stderr).toMatch(/^mondo: The database went away: [^\n]+\n$/m)
  expect(said.exitCode).toBe(3)
})

test('the library throws database-unreachable', async () => {
  const crawling = crawl({
    urls: [`${site.url}/`],
    allowPrivate: true,
    data: folder.path,
    db: url,
    dbWait: 0,
  })
  await expect(crawling).rejects.toMatchObject({ code: 'database-unreachable' })
})
