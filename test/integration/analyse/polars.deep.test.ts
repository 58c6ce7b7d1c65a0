/** polars reads the Parquet export, the warnings in `checks` included: where Python has polars, and it says so where not. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { exportTables } from '../../../src/analyse/export/export-tables.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { aPage } from '../../load/pages.ts'
import { freshStore } from '../stores.ts'

const folder = temporaryFolder()
const python = (program: string, ...given: readonly string[]) =>
  spawnSync('python3', ['-c', program, ...given], { encoding: 'utf8' })

const reads = `
import json, sys
import polars as pl
questions = pl.read_parquet(sys.argv[1])
checks = questions['checks'].str.json_decode(pl.List(pl.Struct({'code': pl.String, 'severity': pl.String, 'message': pl.String})))
print(json.dumps({
  'codes': [[one['code'] for one in many] for many in checks.to_list()],
  'categories': questions['categories'].to_list(),
  'types': {name: str(questions.schema[name]) for name in ['posted_on', 'first_seen_at', 'categories', 'checks', 'thanks_count']},
}))
`

if (python('import polars').status !== 0) {
  test('there is no polars for python3: the Parquet export is NOT read by polars here', () => {
    process.stderr.write('Install it: pip install polars\n')
    expect(python('import polars').status).not.toBe(0)
  })
} else {
  test('polars reads checks, lists, days and instants of a Parquet export', async () => {
    const store = await freshStore('pglite')
    const checks = [{ code: 'text-repaired', severity: 'warning', message: '"a"\nb' }] as const
    await loadPages(store.db, [aPage({ checks }), aPage({ questionId: '102', categories: [] })])
    const out = `${folder.path}/export`
    await exportTables(store, {
      format: 'parquet',
      out,
      since: null,
      tables: ['question'],
      pseudonymKey: null,
    })
    const { stdout, stderr } = python(reads, `${out}/question.parquet`)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({
      codes: [['text-repaired'], []],
      categories: [['暮らし', '洗濯'], []],
      types: {
        posted_on: 'Date',
        first_seen_at: "Datetime(time_unit='us', time_zone='UTC')",
        categories: 'List(String)',
        checks: 'String',
        thanks_count: 'Int32',
      },
    })
  })
}
