/** `mondo archive verify` with a database that knows more than the folder has. */
import { rmSync, statSync, truncateSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { WarcWriter } from '../../../../src/archive/warc-writer.ts'
import { capture } from '../../../archive/captures.ts'
import { answeringServer } from '../../../database/answering-server.ts'
import { columnsOf } from '../../../database/answers.ts'
import { realClock } from '../../../fetch/clocks.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const server = await answeringServer()
const data = temporaryFolder().path
const archive = join(data, 'archive')
let file = ''
let size = 0
beforeAll(async () => {
  const writer = await WarcWriter.open({ dir: archive, software: 'mondo/test', clock: realClock })
  for (const url of ['https://a.example/1', 'https://a.example/2'])
    file = (await writer.write(capture({ url }))).file
  await writer.close()
  size = statSync(join(archive, file)).size
})

const known = (...rows: readonly (readonly string[])[]) => {
  server.answers = [
    [/from crawl\.archive_file/, { columns: columnsOf('file text, captures integer, end bigint'), rows }],
  ]
}
const verify = async (...args: readonly string[]) =>
  await runMondo(['archive', 'verify', '--data', data, '--db', server.url, ...args])

test('an archive that has what the database knows is whole', async () => {
  known([file, '2', String(size)])
  const { exitCode, stdout, stderr } = await verify()
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(new RegExp(`^ok ${join(archive, file)}: \\d+ records, 2 captures, index \\w+\n$`))
})

test('a file that the folder lacks is missing, exit 7', async () => {
  known([file, '2', String(size)], ['gone.warc.gz', '12', '4711'])
  const problem = 'the file is missing; the database knows 12 captures of it'
  const { exitCode, stdout, stderr } = await verify()
  expect([exitCode, stderr]).toEqual([7, 'mondo: 1 of the files is damaged or missing\n'])
  expect(stdout).toContain(`MISSING ${join(archive, 'gone.warc.gz')}: ${problem}\n`)
  const lines = (await verify('--json')).stdout.trimEnd().split('\n')
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
    ...{ file: join(archive, 'gone.warc.gz'), records: 0, captures: 0, index: null },
    problems: [{ offset: 0, what: problem }],
  })
})

test('a file that ends before captures which the database knows is damaged', async () => {
  known([file, '3', String(size + 100)], ['gone.warc.gz', '1', '1'])
  const { exitCode, stdout, stderr } = await verify()
  expect([exitCode, stderr]).toEqual([7, 'mondo: 2 of the files are damaged or missing\n'])
  expect(stdout).toContain(`DAMAGED ${join(archive, file)}`)
  expect(stdout).toContain(
    `#${size}: the file ends here; the database knows captures up to byte ${size + 100}\n`,
  )
})

test('single files are not compared with the database', async () => {
  known(['gone.warc.gz', '1', '1'])
  server.asked.length = 0
  expect((await verify(join(archive, file))).exitCode).toBe(0)
  expect(server.asked).toEqual([])
  expect((await verify(archive)).exitCode).toBe(7)
})

describe('an archive of which nothing is left', () => {
  test('is what the database misses, or no archive at all', async () => {
    const empty = temporaryFolder().path
    const run = async () => await runMondo(['archive', 'verify', '--data', empty, '--db', server.url])
    known(['gone.warc.gz', '1', '1'])
    const { exitCode, stdout } = await run()
    expect([exitCode, stdout]).toEqual([7, expect.stringMatching(/^MISSING .*gone\.warc\.gz/)])
    known()
    expect((await run()).exitCode).toBe(2)
  })

  test('a torn file counts once, whatever is said of it', async () => {
    const torn = temporaryFolder().path
    const writer = await WarcWriter.open({
      dir: join(torn, 'archive'),
      software: 'mondo/test',
      clock: realClock,
    })
    const place = await writer.write(capture())
    await writer.close()
    const path = join(torn, 'archive', place.file)
    rmSync(path.replace(/\.warc\.gz$/, '.cdxj'), { force: true })
    truncateSync(path, statSync(path).size - 3)
    known([basename(path), '1', '1000000'])
    const { exitCode, stderr } = await runMondo(['archive', 'verify', '--data', torn, '--db', server.url])
    expect([exitCode, stderr]).toEqual([7, 'mondo: 1 of the files is damaged or missing\n'])
  })
})
