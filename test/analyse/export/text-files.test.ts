import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ExportColumn } from '../../../src/analyse/export/export-columns.ts'
import { csvFile, jsonlFile } from '../../../src/analyse/export/text-files.ts'
import type { TableFile } from '../../../src/analyse/export/whole-folder.ts'
import { afterThisFile } from '../../clean-ups.ts'

const column = (name: string, kind: ExportColumn['kind']): ExportColumn => ({
  name,
  kind,
  type: '',
  nullable: true,
  sql: '',
})
const columns = [
  column('id', 'int32'),
  column('at', 'instant'),
  column('more', 'json'),
  column('tags', 'list'),
]
const rows = [
  [1, '1372217640000001', '{"a": 1}', ['x', 'y']],
  [2, '-1', null, []],
  [3, null, 'null', null],
]

async function written(
  create: (path: string, columns: readonly ExportColumn[]) => Promise<TableFile>,
  batches: readonly (readonly (readonly unknown[])[])[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mondo-text-'))
  afterThisFile(() => rm(folder, { recursive: true }))
  const path = join(folder, 'table')
  const file = await create(path, columns)
  for (const batch of batches) await file.write(batch)
  const said = await file.finish()
  await file.close()
  const text = await readFile(path, 'utf8')
  expect(said).toEqual({
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  })
  return text
}

test('JSON lines have instants with microseconds, lists as arrays and json as itself', async () => {
  expect(await written(jsonlFile, [rows.slice(0, 1), rows.slice(1)])).toBe(
    [
      '{"id":1,"at":"2013-06-26T03:34:00.000001Z","more":{"a": 1},"tags":["x","y"]}',
      '{"id":2,"at":"1969-12-31T23:59:59.999999Z","more":null,"tags":[]}',
      '{"id":3,"at":null,"more":null,"tags":null}',
      '',
    ].join('\n'),
  )
})

test('JSON lines have numbers with all their digits, and strings for what is no number in JSON', async () => {
  const numbers = [column('n', 'numeric'), column('i', 'int64'), column('d', 'double')]
  const text = await written(
    (path) => jsonlFile(path, numbers),
    [
      [
        ['0.10000000000000000001', '9007199254740993', 0.5],
        ['NaN', 1, Number.NEGATIVE_INFINITY],
      ],
    ],
  )
  expect(text).toBe(
    '{"n":0.10000000000000000001,"i":9007199254740993,"d":0.5}\n{"n":"NaN","i":1,"d":"-Infinity"}\n',
  )
})

test('CSV has one line of names, however many batches there are', async () => {
  const text = await written(csvFile, [rows.slice(0, 1), rows.slice(1, 2)])
  expect(text.split(/\r?\n/)).toEqual([
    'id,at,more,tags',
    '1,2013-06-26T03:34:00.000001Z,"{""a"": 1}","[""x"",""y""]"',
    '2,1969-12-31T23:59:59.999999Z,,[]',
    '',
  ])
})

test('a table without rows is the line of names, or nothing', async () => {
  expect((await written(csvFile, [])).trimEnd()).toBe('id,at,more,tags')
  expect(await written(jsonlFile, [])).toBe('')
})
