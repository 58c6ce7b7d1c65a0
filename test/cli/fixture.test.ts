/** `mondo fixture`: a page becomes a draft, a person reads it, and a parser change is shown before it is accepted. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import { systemClock } from '../../src/cli/system-clock.ts'
import { capture } from '../archive/captures.ts'
import { runMondo } from './run-mondo.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const url = 'https://okwave.jp/qa/q9900999.html'
const html = `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>窓の結露</title></head><body>
<p>締切済み</p><h1>窓の結露が止まりません</h1><div>毎朝拭いています。</div>
<ul><li>住まい</li><li>回答数1</li></ul><h2>みんなの回答</h2>
<section><p>mado_3</p><p>ベストアンサー率50% (1/2)</p><h3>回答No.1</h3><div>換気をしてください。</div></section>
</body></html>`

let folders = 0
/** A fixtures folder of its own with one page in it, added and accepted. */
async function acceptedFixture(): Promise<{ dir: string; page: string; record: string }> {
  const dir = `${folder.path}/fixtures-${++folders}`
  const saved = await folder.file(`saved-${folders}.html`, html)
  await runMondo(['fixture', 'add', saved, '--url', url, '--dir', dir])
  const record = `${dir}/okwave/q9900999.json`
  change(record, (fixture) => ({ ...fixture, read: true }))
  return { dir, page: `${dir}/okwave/q9900999.html`, record }
}

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const change = (path: string, by: (fixture: ReturnType<typeof readJson>) => unknown) =>
  writeFileSync(path, JSON.stringify(by(readJson(path))))

describe('fixture add', () => {
  test('keeps the bytes as they are, and a draft that nobody has read', async () => {
    const dir = `${folder.path}/added`
    const saved = await folder.file('added.html', html)
    const said = await runMondo(['fixture', 'add', saved, '--url', url, '--dir', dir])
    expect(said).toMatchObject({ exitCode: 0, stderr: '' })
    expect(said.stdout).toContain('okwave/q9900999.json: question')
    expect(readFileSync(`${dir}/okwave/q9900999.html`, 'utf8')).toBe(html)
    const record = readJson(`${dir}/okwave/q9900999.json`)
    expect(Object.keys(record)).toEqual(['read', 'source', 'expected'])
    expect(record).toMatchObject({
      read: false,
      source: { url, contentType: 'text/html' },
      expected: { kind: 'question', page: { title: '窓の結露が止まりません', answers: [{ number: 1 }] } },
    })
  })

  test('takes a capture out of an archive, with its time and content type', async () => {
    const archive = await WarcWriter.open({
      dir: `${folder.path}/archive`,
      software: 'test',
      clock: systemClock,
    })
    await archive.write(capture())
    const headers = [['Content-Type', 'text/html; charset=utf-8']] as const
    const location = await archive.write(capture({ url, headers, body: Buffer.from(html) }))
    await archive.close()
    const place = `${folder.path}/archive/${location.file}#${location.offset}`
    const args = [
      'fixture',
      'add',
      place,
      '--name',
      'from-warc',
      '--dir',
      `${folder.path}/from-warc`,
      '--json',
    ]
    const added = JSON.parse((await runMondo(args)).stdout)
    expect(readFileSync(added.page, 'utf8')).toBe(html)
    expect(readJson(added.record).source).toEqual({
      url,
      contentType: 'text/html; charset=utf-8',
      capturedAt: '2026-03-04T05:06:07.089Z',
    })
  })

  test('writes over no fixture', async () => {
    const { dir } = await acceptedFixture()
    const saved = await folder.file('again.html', '<p>other</p>')
    const said = await runMondo(['fixture', 'add', saved, '--url', url, '--dir', dir])
    expect(said.exitCode).toBe(2)
    expect(said.stderr).toMatch(
      /^mondo: there is a fixture at \S+q9900999\.html already\. Give another --name\n$/,
    )
    expect((await runMondo(['fixture', 'check', '--dir', dir])).exitCode).toBe(0)
  })

  test.each([
    ['a place that is no record', 'none.warc.gz#7', 2],
    ['a file that is not there', 'none.html', 2],
  ])('says in one line that it cannot read %s', async (_, place, exitCode) => {
    const said = await runMondo(['fixture', 'add', `${folder.path}/${place}`, '--dir', `${folder.path}/x`])
    expect(said).toMatchObject({ exitCode, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: cannot read [^\n]+\n$/)
    expect(existsSync(`${folder.path}/x`)).toBe(false)
  })

  test('asks no public host without a contact', async () => {
    const said = await runMondo(['fixture', 'add', url, '--data', `${folder.path}/data`])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: no contact, and okwave\.jp is a public host\. /)
  })
})

describe('fixture check', () => {
  test('refuses a draft until a person has read it, exit 4', async () => {
    const { dir, record } = await acceptedFixture()
    expect(await runMondo(['fixture', 'check', '--dir', dir])).toMatchObject({
      exitCode: 0,
      stdout: '1 of 1 fixtures are as expected\n',
    })
    change(record, (fixture) => ({ ...fixture, read: false }))
    const refused = await runMondo(['fixture', 'check', '--dir', dir])
    expect(refused.exitCode).toBe(4)
    expect(refused.stdout).toContain('okwave/q9900999: a draft that nobody has read')
  })

  test('accepts a record without the mark, as those written by hand are', async () => {
    const { dir, record } = await acceptedFixture()
    change(record, ({ read: _, ...fixture }) => fixture)
    expect((await runMondo(['fixture', 'check', '--dir', dir])).exitCode).toBe(0)
  })

  test('names each field that differs, with what was expected and what was found, exit 4', async () => {
    const { dir, record } = await acceptedFixture()
    change(record, (fixture) => {
      fixture.expected.page.title = '窓'
      fixture.expected.page.answers[0].author.name = 'mado_4'
      return fixture
    })
    const said = await runMondo(['fixture', 'check', '--dir', dir])
    expect(said.exitCode).toBe(4)
    expect(said.stdout.split('\n')).toEqual([
      'okwave/q9900999: 2 differences between record and parser',
      '  title: "窓" → "窓の結露が止まりません"',
      '  answers[1].author.name: "mado_4" → "mado_3"',
      '0 of 1 fixtures are as expected',
      '',
    ])
  })

  test.each([
    ['is missing', null, /cannot read \S+q9900999\.json: no such file/],
    ['is not JSON', '{', /q9900999\.json is no fixture record: /],
    ['lacks its source', '{"expected":{"kind":"question"}}', /is no fixture record: source: /],
  ])('a page whose record %s fails the check', async (_, text, message) => {
    const { dir, record } = await acceptedFixture()
    if (text === null) rmSync(record)
    else writeFileSync(record, text)
    const said = await runMondo(['fixture', 'check', '--dir', dir])
    expect(said.exitCode).toBe(4)
    expect(said.stdout).toMatch(message)
  })

  test('holds for the fixtures of this repository', async () => {
    const dir = fileURLToPath(new URL('../../fixtures', import.meta.url))
    const said = await runMondo(['fixture', 'check', '--dir', dir])
    expect(said.exitCode).toBe(0)
    expect(said.stdout).toMatch(/^(\d+) of \1 fixtures are as expected\n$/)
  })

  test('checks again after each save with --watch, and ends on SIGINT with exit 130', async () => {
    const { dir, page } = await acceptedFixture()
    const mondo = fileURLToPath(new URL('../../bin/mondo.js', import.meta.url))
    const child = spawn(process.execPath, [mondo, 'fixture', 'check', '--watch', '--dir', dir])
    const closed = once(child, 'close')
    const heard = { text: '' }
    const says = async (wanted: RegExp) => {
      while (!wanted.test(heard.text)) await once(child.stdout, 'data')
    }
    child.stdout.on('data', (bytes) => {
      heard.text += bytes
    })
    try {
      await says(/1 of 1 fixtures are as expected/)
      writeFileSync(page, html.replace('回答数1', '回答数2'))
      await says(/kind: "question" → "rejected"/)
    } finally {
      child.kill('SIGINT')
    }
    expect(await closed).toEqual([130, null])
  }, 30_000)
})

describe('fixture update', () => {
  test('only shows what a parser change alters, and writes nothing', async () => {
    const { dir, record } = await acceptedFixture()
    change(record, (fixture) => ({ ...fixture, expected: { ...fixture.expected, kind: 'not-found' } }))
    const before = readFileSync(record, 'utf8')
    const said = await runMondo(['fixture', 'update', '--dir', dir])
    expect(said.exitCode).toBe(0)
    expect(said.stdout).toContain('kind: "not-found" → "question"')
    expect(readFileSync(record, 'utf8')).toBe(before)
  })

  test('writes a draft that waits to be read with --write, and touches no other fixture', async () => {
    const { dir, record } = await acceptedFixture()
    const other = await folder.file('other.html', html.replace('毎朝', '毎晩'))
    await runMondo(['fixture', 'add', other, '--url', url, '--name', 'other', '--dir', dir])
    change(`${dir}/other.json`, (fixture) => ({ ...fixture, read: true }))
    const untouched = readFileSync(`${dir}/other.json`, 'utf8')
    change(record, (fixture) => {
      fixture.expected.page.body = '違います。'
      return fixture
    })
    const said = await runMondo(['fixture', 'update', 'q9900999', '--write', '--dir', dir])
    expect(said).toMatchObject({
      exitCode: 0,
      stderr: '1 drafts written; each waits for a person to read it\n',
    })
    expect(readJson(record)).toMatchObject({
      read: false,
      expected: { page: { body: '毎朝拭いています。' } },
    })
    expect(readFileSync(`${dir}/other.json`, 'utf8')).toBe(untouched)
    expect((await runMondo(['fixture', 'check', '--dir', dir])).exitCode).toBe(4)
  })

  test('says which name it does not know, exit 2', async () => {
    const { dir } = await acceptedFixture()
    const said = await runMondo(['fixture', 'update', 'nothing', '--dir', dir])
    expect(said).toMatchObject({ exitCode: 2, stdout: '' })
    expect(said.stderr).toMatch(/^mondo: no fixture nothing in /)
  })
})
