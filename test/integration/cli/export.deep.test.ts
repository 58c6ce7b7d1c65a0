/** `mondo export` as a command: what it says, and what it refuses. */
import { mkdir, readdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { thisProcess } from '../../../src/database/process-liveness.ts'
import { openStore } from '../../../src/database/store.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { freshUrl } from '../stores.ts'

const folder = temporaryFolder()
let exports = 0
const freshOut = () => `${folder.path}/export-${++exports}`

describe('mondo export', () => {
  test('writes the folder, says what is in it, and refuses the same folder the second time', async () => {
    const url = await freshUrl('pglite')
    await (await openStore(url)).db.destroy()
    const out = freshOut()
    const said = await runMondo(['export', '--db', url, '--out', out, '--tables', 'question, qa.answer'])
    expect(said).toMatchObject({ exitCode: 0, stderr: '' })
    expect(said.stdout).toMatch(
      /^table +rows +bytes +in .*\nqa\.question +0 +\d+ +question\.parquet\nqa\.answer +0 /,
    )
    const again = await runMondo(['export', '--db', url, '--out', out])
    expect(again).toMatchObject({ exitCode: 2, stdout: '' })
    expect(again.stderr).toMatch(/^mondo: .* is not empty\. [^\n]*\n$/)
    expect((await readdir(out)).sort()).toEqual(['answer.parquet', 'manifest.json', 'question.parquet'])
  })

  test('writes into an existing empty folder', async () => {
    const out = freshOut()
    await mkdir(out)
    const said = await runMondo(['export', '--db', 'memory:', '--out', out, '--format', 'csv', '--json'])
    expect(JSON.parse(said.stdout)).toMatchObject({ format: 'csv' })
    expect(await readdir(out)).toContain('manifest.json')
  })

  test.each([
    ['a place below a file', ['--out', `${import.meta.filename}/export`]],
    ['an unknown table', ['--out', 'none', '--tables', 'question,pg_authid']],
    ['no table at all', ['--out', 'none', '--tables', ' ,']],
    ['a table of crawl', ['--out', 'none', '--tables', 'crawl.page']],
    ['an unknown format', ['--out', 'none', '--format', 'xlsx']],
    ['an invalid time', ['--out', 'none', '--since', 'yesterday']],
    ['pseudonyms without a key', ['--out', 'none', '--pseudonymise']],
    ['a key without pseudonyms', ['--out', 'none', '--key-file', 'none']],
    ['no folder', []],
  ])('refuses %s with one line, exit 2', async (_, args) => {
    const said = await runMondo(['export', '--db', 'memory:', ...args])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: [^\n]+\n$/)
    await expect(readdir('none')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('removes what a killed export to the same place left, but nothing of a running one', async () => {
    const out = freshOut()
    const { pid, startedAt } = thisProcess()
    const partial = (host: string, writer: string) => `.${basename(out)}.${host}.${writer}.00000000.partial`
    const killed = [partial(hostname(), '4194999.1'), partial(hostname(), `${pid}.1`)]
    const kept = [partial(hostname(), `${pid}.${startedAt}`), partial('elsewhere.example', '4194999.1')]
    for (const name of [...killed, ...kept]) await mkdir(join(folder.path, name))
    expect(await runMondo(['export', '--db', 'memory:', '--out', out])).toMatchObject({ exitCode: 0 })
    const left = (await readdir(folder.path)).filter((name) => name.endsWith('.partial'))
    expect(left.sort()).toEqual(kept.sort())
  })

  test('reports a wrong table name with its option', async () => {
    const said = await runMondo(['export', '--db', 'memory:', '--out', freshOut(), '--tables', ','])
    expect(said.stderr).toContain('--tables')
  })

  test('reads the key from a file', async () => {
    const key = await folder.file('pseudonym.key', `${'k'.repeat(32)}\n`)
    const said = await runMondo([
      'export',
      '--db',
      'memory:',
      '--out',
      freshOut(),
      '--pseudonymise',
      '--key-file',
      key,
      '--json',
    ])
    expect(JSON.parse(said.stdout).pseudonymised).toEqual({ keyId: expect.any(String) })
    const short = await folder.file('short.key', 'k\n')
    expect(
      await runMondo([
        'export',
        '--db',
        'memory:',
        '--out',
        freshOut(),
        '--pseudonymise',
        '--key-file',
        short,
      ]),
    ).toMatchObject({
      exitCode: 2,
    })
  })
})
