/** `mondo reparse` at the terminal: its output and exit codes. */
import { truncateSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { captureOf, questionHtml, urlOf, writeArchive } from './saved-question.ts'

const folder = temporaryFolder()
const data = `${folder.path}/data`
const page = (id: string, body: string, day: number) => captureOf(questionHtml({ id, body }), urlOf(id), day)

test('reports changes by field, exit 0; reads the other files before it reports a damaged one, exit 7', async () => {
  await writeArchive(`${data}/archive`, [page('9900001', '一', 1), page('9900002', '二', 1)])
  const first = await runMondo(['reparse', '--data', data])
  expect(first).toEqual({
    exitCode: 0,
    stderr: '',
    stdout: '               count\npages read         2\nquestions new      2\n',
  })

  await writeArchive(`${data}/archive`, [page('9900001', '壱', 2)])
  const dry = await runMondo(['reparse', '--diff', '--dry-run', '--data', data])
  expect(dry).toEqual({
    exitCode: 0,
    stderr: '',
    stdout: [
      '                     count',
      'pages read               3',
      'questions changed        1',
      'questions unchanged      2',
      '',
      'body: 1 record',
      '  okwave 9900001 body: "一" → "壱"',
      '',
      'A dry run: nothing was written.',
      '',
    ].join('\n'),
  })

  const torn = await writeArchive(`${data}/torn`, [page('9900003', '三', 1)])
  truncateSync(torn, 400)
  const said = await runMondo([
    'reparse',
    torn,
    `${data}/none.html`,
    `${data}/archive`,
    '--json',
    '--data',
    data,
  ])
  expect(said.exitCode).toBe(7)
  expect(said.stderr).toMatch(
    /^mondo: \S+torn\S+\.warc\.gz: [^\n]+\nmondo: cannot read \S+none\.html: [^\n]+\n$/,
  )
  const end = JSON.parse(said.stdout)
  expect(end).toMatchObject({ pages: 3, exitCode: 7, result: 'done' })
  const runs = await runMondo([
    'sql',
    "select exit_code, result from crawl.run where kind = 'reparse' order by started_at",
    '--json',
    ...['--data', data],
  ])
  expect(JSON.parse(runs.stdout)).toEqual([
    { exit_code: 0, result: 'done' },
    { exit_code: 7, result: 'done' },
  ])
})
