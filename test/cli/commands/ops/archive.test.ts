/** `mondo archive`: verify, ls, cat and index over an archive of a few captures. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { indexName } from '../../../../src/archive/cdxj.ts'
import { warcFiles } from '../../../../src/archive/index-entries.ts'
import { WarcWriter } from '../../../../src/archive/warc-writer.ts'
import type { Capture, CaptureLocation } from '../../../../src/model/capture.ts'
import { capture } from '../../../archive/captures.ts'
import { zipFile } from '../../../archive/foreign/zip-file.ts'
import { realClock } from '../../../fetch/clocks.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const data = temporaryFolder().path
const archive = join(data, 'archive')
const html = '<p>質問の本文です。</p>'.repeat(40)

const captures: readonly Capture[] = [
  capture({
    url: 'https://site.example/1',
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Encoding', 'gzip'],
    ],
    body: gzipSync(html),
  }),
  capture({ url: 'https://site.example/2', body: Buffer.from(html) }),
  capture({ url: 'https://site.example/3', body: Buffer.from(html) }),
  capture({
    url: 'https://site.example/4',
    headers: [['Content-Encoding', 'gzip']],
    body: Buffer.from('\x1f\x8b\x08torn', 'latin1'),
  }),
]
const places: CaptureLocation[] = []

async function write(dir: string): Promise<CaptureLocation[]> {
  const writer = await WarcWriter.open({ dir, software: 'mondo/test', clock: realClock })
  const written: CaptureLocation[] = []
  for (const one of captures) written.push(await writer.write(one))
  await writer.close()
  return written
}

const place = (at: number): CaptureLocation => places[at] ?? { file: '', offset: -1, length: 0 }
const run = (...args: string[]) => runMondo(['archive', ...args, '--data', data])

beforeAll(async () => {
  places.push(...(await write(archive)))
})

describe('mondo archive ls', () => {
  test('lists captures in writing order with their places', async () => {
    const { stdout, exitCode } = await run('ls')
    expect(exitCode).toBe(0)
    const at = (index: number) => `${join(archive, place(index).file)}#${place(index).offset}`
    expect(stdout).toBe(
      [
        `2026-03-04T05:06:07.089Z 200 text/html       https://site.example/1 ${at(0)}`,
        `2026-03-04T05:06:07.089Z 200 text/html       https://site.example/2 ${at(1)}`,
        `2026-03-04T05:06:07.089Z 200 revisit         https://site.example/3 ${at(2)}`,
        `2026-03-04T05:06:07.089Z 200 -               https://site.example/4 ${at(3)}`,
        '',
      ].join('\n'),
    )
  })

  test('prints one object a line with --json', async () => {
    const { stdout } = await run('ls', '--json')
    const objects = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(objects.map(({ captureId }) => captureId)).toEqual(captures.map(({ id }) => id))
    expect(objects[0]).toMatchObject({
      url: 'https://site.example/1',
      status: 200,
      type: 'response',
      offset: place(0).offset,
      length: place(0).length,
    })
  })
})

test('replaces control characters in the URLs of an archive from elsewhere', async () => {
  const path = join(data, 'foreign.warc')
  const head = 'WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2013-07-08T03:34:00Z\r\nContent-Length: 19\r\n'
  const url = 'http://site.example/\u001b[31m\u009b'
  writeFileSync(
    path,
    `WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: ${url}\r\n${head}\r\nHTTP/1.1 200 OK\r\n\r\n`,
  )
  expect((await run('ls', path)).stdout).toContain(' http://site.example/?[31m? ')
})

describe('mondo archive cat', () => {
  test('writes the decoded body, by place and by id', async () => {
    const { file, offset } = place(0)
    for (const target of [`${join(archive, file)}#${offset}`, `${file}#${offset}`, captures[0]?.id ?? '']) {
      expect(await run('cat', target)).toEqual({ exitCode: 0, stdout: html, stderr: '' })
    }
  })

  test('writes the original body for a revisit', async () => {
    expect((await run('cat', captures[2]?.id ?? '')).stdout).toBe(html)
  })

  test('writes the received bytes with --raw, and the metadata with --json', async () => {
    expect(await run('cat', captures[3]?.id ?? '', '--raw')).toEqual({
      exitCode: 0,
      stdout: '\x1f\ufffd\x08torn',
      stderr: '',
    })
    const { stdout } = await run('cat', captures[3]?.id ?? '', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      id: captures[3]?.id,
      status: 200,
      bodyBytes: 7,
      truncated: null,
    })
  })

  test('reports a body that does not inflate, and an invalid target', async () => {
    const damaged = await run('cat', captures[3]?.id ?? '')
    expect(damaged).toMatchObject({ exitCode: 2, stdout: '' })
    expect(damaged.stderr).toContain('--raw')
    expect(await run('cat', 'q1.html')).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await run('cat', 'urn:uuid:00000000-0000-4000-8000-000000000000')).toMatchObject({ exitCode: 2 })
    expect(await run('cat', `${place(0).file}#${place(0).offset + 1}`)).toMatchObject({
      exitCode: 7,
      stdout: '',
    })
    expect(await run('cat', 'none.warc.gz#0')).toMatchObject({ exitCode: 2, stdout: '' })
  })
})

describe('mondo archive verify', () => {
  test('finds no problem in an intact archive', async () => {
    const { stdout, exitCode, stderr } = await run('verify')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(`ok ${join(archive, place(0).file)}: 9 records, 4 captures, index fits\n`)
  })

  test('names file and offset of a torn tail, exit 7', async () => {
    const other = join(data, 'torn')
    const torn = (await write(other)).at(-1) ?? place(0)
    const path = join(other, torn.file)
    truncateSync(path, torn.offset + torn.length - 5)
    const said = await run('verify', path)
    expect(said.exitCode).toBe(7)
    expect(said.stdout).toMatch(/^DAMAGED /)
    expect(said.stdout).toContain(`\n  ${path}#${torn.offset}: the file ends inside a record`)
    const { problems } = JSON.parse((await run('verify', path, '--json')).stdout)
    expect(problems).toEqual([{ offset: torn.offset, what: expect.stringContaining('ends inside') }])
    const listed = await run('ls', path)
    expect(listed).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining(`${path}: the file ends inside`),
    })
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(3)
  })

  test('reports a missing archive as missing, not as intact', async () => {
    expect(await runMondo(['archive', 'verify', '--data', join(data, 'none')])).toMatchObject({ exitCode: 2 })
    expect(await run('verify', join(data, 'none.warc.gz'))).toMatchObject({ exitCode: 2 })
  })
})

describe('mondo archive index', () => {
  test('writes the same index as the crawl, and one for a file without an index', async () => {
    const index = indexName(join(archive, place(0).file))
    const written = readFileSync(index, 'utf8')
    rmSync(index)
    expect(await run('verify')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('no index') })
    expect(await run('index')).toMatchObject({ exitCode: 0, stdout: `${index}: 4 captures\n` })
    expect(readFileSync(index, 'utf8')).toBe(written)
    writeFileSync(index, '')
    expect(await run('verify')).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('index stale') })
    await run('index')
    expect(readFileSync(index, 'utf8')).toBe(written)
  })

  test('reads on behind damage: names it, exit 7, and indexes all other captures', async () => {
    const other = join(data, 'flipped')
    const [, second = place(0)] = await write(other)
    const path = join(other, second.file)
    const bytes = readFileSync(path)
    bytes[second.offset + 40] = (bytes[second.offset + 40] ?? 0) ^ 1
    writeFileSync(path, bytes)
    rmSync(indexName(path))
    const said = await run('index', path, '--json')
    expect(said).toMatchObject({ exitCode: 7, stderr: expect.stringContaining(`byte ${second.offset}`) })
    expect(JSON.parse(said.stdout)).toMatchObject({ captures: 3, damages: 1 })
    const urls = readFileSync(indexName(path), 'utf8').match(/https:\/\/site\.example\/\d/g)
    expect(urls?.toSorted()).toEqual([1, 3, 4].map((id) => `https://site.example/${id}`))
  })
})

describe('a folder with archives of other formats', () => {
  const folder = temporaryFolder()

  test.each(['verify', 'ls', 'index'])(
    '%s reads what it can, and names the rest, exit 2',
    async (command) => {
      await write(folder.path)
      const [name = ''] = (await warcFiles(folder.path)).filter((one) => one.endsWith('.gz'))
      await folder.file(
        'x.wacz',
        zipFile([{ name: 'archive/a.warc.gz', data: readFileSync(join(folder.path, name)) }]),
      )
      await folder.file('old.arc.gz', gzipSync('filedesc://x.arc 0.0.0.0 20080102030405 text/plain 77\n'))
      await folder.file('new.warc.zst', 'x')
      const paths = [folder.path, join(folder.path, 'old.arc.gz')]
      for (const path of paths) {
        const { exitCode, stdout, stderr } = await runMondo(['archive', command, path])
        expect(exitCode).toBe(2)
        if (path === folder.path) {
          expect(stderr).toContain(
            '2 files are of formats that are not read: 1 Zstandard (new.warc.zst), 1 ARC (old.arc.gz)',
          )
          expect(stdout).toContain('x.wacz')
        } else {
          expect(stderr).toMatch(
            /^mondo: 1 file is of a format that is not read: 1 ARC \(old\.arc\.gz\)[^\n]*\n$/,
          )
          expect(stdout).toBe('')
        }
      }
    },
  )
})
