import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { WarcWriter } from '../../../../src/archive/warc-writer.ts'
import { capture } from '../../../archive/captures.ts'
import { realClock } from '../../../fetch/clocks.ts'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const folder = temporaryFolder()
const url = 'https://okwave.jp/qa/q1000001.html'

/** A text rendition: invented words between the landmarks of one. */
const rendition = `• ベストアンサー

自転車の鍵が回りません

昨日から鍵が回りません。どうすればよいですか。

  • 自転車
  • 回答数1
  • ありがとう数0

質問者が選んだベストアンサー

  • ベストアンサー
  • minato_8
  • ベストアンサー率33% (1/3)
回答No.1

油を差してください。

関連するQ&A

  • 自転車の空気入れ

    空気が入りません。
`
const cats = '<html><head><title>Cats</title></head><body><p>A page about cats.</p></body></html>'
const outcomes = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('mondo parse', () => {
  test('prints a question as one line: source, kind, page', async () => {
    const path = await folder.file('question.txt', rendition)
    const { exitCode, stdout, stderr } = await runMondo(['parse', path, '--url', url])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const [outcome, ...others] = outcomes(stdout)
    expect(others).toEqual([])
    expect(Object.keys(outcome)).toEqual(['source', 'kind', 'page'])
    expect(outcome).toMatchObject({
      source: path,
      kind: 'question',
      page: { site: 'okwave', questionId: '1000001', url, answers: [{ number: 1, isBest: true }] },
    })
  })

  test('reads one page from stdin, labelled by --content-type', async () => {
    const args = ['parse', '-', '--url', url, '--content-type', 'text/plain']
    const [outcome] = outcomes((await runMondo(args, rendition)).stdout)
    expect(outcome).toMatchObject({ source: '-', kind: 'question' })
  })

  test('parses the pages of a folder in path order, and ignores other files', async () => {
    await folder.file('saved/b/2.html', cats)
    await folder.file('saved/b/1.html?page=2', cats)
    await folder.file('saved/a.txt', rendition)
    await folder.file('saved/c.json', '{}')
    const { stdout } = await runMondo(['parse', `${folder.path}/saved`])
    expect(outcomes(stdout).map(({ source, kind }) => [source, kind])).toEqual([
      [`${folder.path}/saved/a.txt`, 'question'],
      [`${folder.path}/saved/b/1.html?page=2`, 'not-a-question'],
      [`${folder.path}/saved/b/2.html`, 'not-a-question'],
    ])
  })
})

describe('the files of others', () => {
  test('are read from a folder by their names or how they begin, and the rest is counted', async () => {
    const utf16 = Buffer.from(`\ufeff${cats}`, 'utf16le')
    const pages: Readonly<Record<string, string | Uint8Array>> = {
      'a.shtml': cats,
      'b.php': cats,
      'c.aspx': cats.replaceAll('><', '>\r\n<'),
      'd.html.gz': gzipSync(cats),
      'e.txt.gz': gzipSync(`\ufeff${rendition.replaceAll('\n', '\r\n')}`),
      'f 100% #1?.html': `\ufeff${cats}`,
      'g.html#answer': cats,
      'h.html?page=2': cats,
      index: cats,
      'showthread.dll': utf16,
      'q1.html.1': ` \r\n${cats}`,
    }
    for (const [name, content] of Object.entries(pages)) await folder.file(`mirror/${name}`, content)
    const others = ['style.css', 'print.css', 'logo.png', 'README', '.listing', 'a.cdxj', 'app.js']
    for (const name of others) await folder.file(`mirror/${name}`, '')
    const { exitCode, stdout, stderr } = await runMondo(['parse', `${folder.path}/mirror`])
    expect(exitCode).toBe(0)
    const read = new Map(outcomes(stdout).map(({ source, kind }) => [basename(source), kind]))
    expect(read).toEqual(
      new Map(Object.keys(pages).map((name) => [name, name === 'e.txt.gz' ? 'question' : 'not-a-question'])),
    )
    expect(stderr).toBe(
      'mondo: not read, as neither pages nor archives: 1 without an ending, 2 of *.css, 1 of *.js, 1 of *.png\n',
    )
  })

  test('are one line with the count where they are archives of other formats, exit 2', async () => {
    const arc = `filedesc://x.arc 0.0.0.0 20080102030405 text/plain 77\n1 0 x\n\n\n${cats}`
    const archives: Readonly<Record<string, string | Uint8Array>> = {
      'a.arc': arc,
      'b.arc.gz': gzipSync(arc),
      'c.html': arc,
      'd.warc.gz': gzipSync(arc),
      'e.warc.zst': zstdCompressSync(cats),
      'f.har': '{"log": {"entries": []}}',
      'g.mhtml': `From: x\nContent-Type: multipart/related\n\n${cats}`,
      'h.mht': cats,
    }
    for (const [name, content] of Object.entries(archives)) await folder.file(`archives/${name}`, content)
    const page = await folder.file('archives/page.html', cats)
    const path = `${folder.path}/archives`
    for (const paths of [
      [path],
      Object.keys({ ...archives, 'page.html': '' }).map((name) => `${path}/${name}`),
    ]) {
      const { exitCode, stdout, stderr } = await runMondo(['parse', ...paths])
      expect(exitCode).toBe(2)
      expect(outcomes(stdout).map(({ source }) => source)).toEqual([page])
      expect(stderr).toMatch(/^mondo: 8 files are of formats that are not read: [^\n]+\n$/)
      expect(stderr).toContain(
        '4 ARC (a.arc, b.arc.gz, c.html and 1 more), 1 Zstandard (e.warc.zst), 1 HAR (f.har), 2 MHTML (g.mhtml, h.mht). ',
      )
    }
    expect(await runMondo(['parse', '-'], arc)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^mondo: 1 file is of a format that is not read: 1 ARC \(-\)[^\n]*\n$/),
    })
  })

  test('cannot be read from stdin where they are archives', async () => {
    expect(await runMondo(['parse', '-'], 'WARC/1.0\r\n')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'mondo: an archive cannot be read from stdin. Give the path of its file\n',
    })
  })

  test('are named where they are gzip that does not decode', async () => {
    const path = await folder.file('torn.html.gz', gzipSync(cats).subarray(0, 30))
    const { exitCode, stdout, stderr } = await runMondo(['parse', path])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toBe(
      `mondo: cannot read ${path}: the compressed data is damaged. gzip -t tells whether the file is whole\n`,
    )
  })
})

describe('a page without a question', () => {
  test.each([
    ['an empty file', '', { kind: 'rejected', reason: 'empty' }],
    [
      'bytes that are not HTML',
      Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'),
      { kind: 'rejected', reason: 'not-html' },
    ],
    [
      'the 404 page of a site',
      '<title>404 Not Found</title><h1>お探しのページは見つかりませんでした</h1>',
      { kind: 'not-found' },
    ],
    ['a page of another site', cats, { kind: 'not-a-question' }],
  ])('prints %s as an outcome, exit 0', async (name, content, expected) => {
    const path = await folder.file(`${name}.html`, content)
    const { exitCode, stdout, stderr } = await runMondo(['parse', path, '--url', url])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const [outcome] = outcomes(stdout)
    expect(outcome).toMatchObject({ source: path, url, ...expected })
    const beside = { rejected: ['reason', 'checks'], 'not-a-question': ['checks'], 'not-found': [] }
    expect(Object.keys(outcome)).toEqual([
      'source',
      'kind',
      'url',
      ...beside[expected.kind as keyof typeof beside],
    ])
  })

  test('exits with 4 under --strict only if it was rejected', async () => {
    const empty = await folder.file('strict-empty.html', '')
    const other = await folder.file('strict-cats.html', cats)
    expect((await runMondo(['parse', other, empty, '--strict'])).exitCode).toBe(4)
    expect((await runMondo(['parse', other, '--strict'])).exitCode).toBe(0)
  })
})

describe('unreadable input', () => {
  test('is reported in one line each; the other pages are still parsed, exit 2', async () => {
    const path = await folder.file('last.html', cats)
    const { exitCode, stdout, stderr } = await runMondo(['parse', '/no/such.html', '/no/such/folder/', path])
    expect(exitCode).toBe(2)
    expect(outcomes(stdout).map(({ source }) => source)).toEqual([path])
    expect(stderr).toBe(
      'mondo: cannot read /no/such.html: no such file or folder. Check the path and its permissions\n' +
        'mondo: cannot read /no/such/folder/: no such file or folder. Check the path and its permissions\n',
    )
  })

  test('includes a folder without pages, exit 2; the other pages are still parsed', async () => {
    const page = await folder.file('beside/q1.html', '')
    await folder.file('nothing/below/notes.md', 'no page')
    const said = await runMondo(['parse', `${folder.path}/nothing`, page])
    expect(said).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('"kind":"rejected"') })
    const lines = said.stderr.trimEnd().split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^mondo: nothing to read in \S+\/nothing: it has no \*\.html, /),
      'mondo: not read, as neither pages nor archives: 1 of *.md',
    ])
  })

  test('includes a file of more than 20 MiB, exit 2', async () => {
    const path = await folder.file('huge.html', Buffer.alloc(20 * 1024 * 1024 + 1, 'x'))
    const { exitCode, stdout, stderr } = await runMondo(['parse', path])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(`${path} is larger than 20 MiB`)
  })

  test('one URL for several pages is a usage error, because they would become one question', async () => {
    const one = await folder.file('several/one.html', cats)
    const two = await folder.file('several/two.html', cats)
    for (const paths of [[one, two], [dirname(one)]]) {
      const { exitCode, stdout, stderr } = await runMondo(['parse', ...paths, '--url', url])
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain('--url names one page, and several are given')
    }
  })

  test('a damaged WARC file is named, exit 7', async () => {
    const path = await folder.file('damaged.warc.gz', Buffer.from('this is no archive'))
    const page = await folder.file('after.html', cats)
    const { exitCode, stdout, stderr } = await runMondo(['parse', path, page])
    expect(exitCode).toBe(7)
    expect(outcomes(stdout).map(({ source }) => source)).toEqual([page])
    expect(stderr).toMatch(/^mondo: [^\n]*damaged\.warc\.gz[^\n]*\n$/)
  })

  test('a damaged capture costs itself: the others of the WARC file are parsed, and it is named, exit 7', async () => {
    const dir = folder.path
    const writer = await WarcWriter.open({ dir, software: 'mondo/test', clock: realClock })
    const places = []
    for (const at of [1, 2, 3]) {
      const one = { url: `https://okwave.jp/qa/q${at}.html`, status: 404, body: Buffer.from(`none ${at}`) }
      places.push(await writer.write(capture(one)))
    }
    await writer.close()
    const [, { file, offset, length } = { file: '', offset: 0, length: 0 }] = places
    const bytes = readFileSync(join(dir, file))
    bytes[offset + length - 5] = (bytes[offset + length - 5] ?? 0) ^ 4
    writeFileSync(join(dir, file), bytes)
    const { exitCode, stdout, stderr } = await runMondo(['parse', join(dir, file)])
    expect(exitCode).toBe(7)
    expect(outcomes(stdout).map(({ url: found }) => found)).toEqual([
      'https://okwave.jp/qa/q1.html',
      'https://okwave.jp/qa/q3.html',
    ])
    const lost = `record at byte ${offset}; ${length} bytes lost, with https://okwave.jp/qa/q2.html`
    expect(stderr).toMatch(/^mondo: [^\n]*the checksum of the gzip member does not match[^\n]*\n$/)
    expect(stderr).toContain(`${join(dir, file)}: `)
    expect(stderr).toContain(lost)
  })
})

describe('--explain', () => {
  test('prints layout, fields and landmarks instead of the record', async () => {
    const path = await folder.file('explained.txt', rendition)
    const { exitCode, stdout } = await runMondo(['parse', path, '--url', url, '--explain'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`${path}\n  question  ${url}\n  layout okwave/text\n`)
    expect(stdout).toMatch(
      /^ +\d+ {2}answer 1 body +text between the landmarks +line +油を差してください。$/m,
    )
    expect(stdout).toMatch(/^ +\d+ {2}answerCount +回答数n +answer-count 1 +bullet +回答数1$/m)
  })

  test('prints one JSON object a page with --json', async () => {
    const path = await folder.file('explained.txt', rendition)
    const [explanation] = outcomes(
      (await runMondo(['parse', path, '--url', url, '--explain', '--json'])).stdout,
    )
    expect(explanation).toMatchObject({ source: path, kind: 'question', layout: 'okwave/text', url })
    expect(explanation.rows.length).toBeGreaterThan(5)
  })

  test('counts rejected pages under --strict too', async () => {
    const empty = await folder.file('explained-empty.html', '')
    expect((await runMondo(['parse', empty, '--explain', '--strict'])).exitCode).toBe(4)
  })
})
