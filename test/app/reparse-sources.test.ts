import { stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import {
  filesOfArchive,
  hasFile,
  pagesOfFile,
  reparseSources,
  unreadOfArchive,
} from '../../src/app/reparse-sources.ts'
import { WarcWriter } from '../../src/archive/warc-writer.ts'
import type { Capture, CaptureLocation } from '../../src/model/capture.ts'
import { capture, temporaryFolder } from '../archive/captures.ts'
import { realClock } from '../fetch/clocks.ts'

test('the files of a folder that are neither pages nor archives are counted', async () => {
  await using folder = await temporaryFolder()
  for (const name of ['q1.html', 'a.css', 'b.css', 'c.png'])
    await writeFile(join(folder.path, name), '<html><p>x')
  const failures: unknown[] = []
  const passedOver: string[] = []
  const sources = reparseSources(
    [folder.path],
    { stdin: Readable.from([]) },
    (error) => failures.push(error),
    (files) => passedOver.push(files),
  )
  const urls: string[] = []
  for await (const { options } of sources) urls.push(options.url)
  expect(urls).toEqual([expect.stringMatching(/c\.png$/), expect.stringMatching(/q1\.html$/)])
  expect([failures, passedOver]).toEqual([[], ['2 of *.css']])
})

describe('the archive of a re-parse', () => {
  const html = (id: number, changed: Partial<Capture> = {}) =>
    capture({
      ...{
        url: `https://okwave.jp/qa/q${id}.html`,
        headers: [['Content-Type', 'text/html']] as [string, string][],
      },
      body: Buffer.from('<p>a'),
      ...changed,
    })
  const captures = [html(1), html(2, { status: 404 }), html(3), html(4)]
  /** Pages of the file behind a place, and what cannot be read. */
  const read = async (folder: string, file: string, behind: number | null = null) => {
    const failures: unknown[] = []
    const pages: { url: string; offset: number | null | undefined }[] = []
    const sources = pagesOfFile(folder)(
      { file, behind, site: null },
      (failure) => void failures.push(failure),
    )
    for await (const { options, offset } of sources) pages.push({ url: options.url, offset })
    return { pages, failures }
  }
  const archive = async (folder: string) => {
    const writer = await WarcWriter.open({ dir: folder, software: 'mondo/test', clock: realClock })
    const places: CaptureLocation[] = []
    for (const one of captures) places.push(await writer.write(one))
    await writer.close()
    return places
  }

  test('gives the pages of a file with their places, and goes on behind one', async () => {
    await using folder = await temporaryFolder()
    const [first, , third, fourth] = await archive(folder.path)
    const file = first?.file ?? ''
    const { pages, failures } = await read(folder.path, file)
    expect(failures).toEqual([])
    expect(pages.map(({ url }) => url)).toEqual([1, 3, 4].map((id) => `https://okwave.jp/qa/q${id}.html`))
    expect(pages.map(({ offset }) => offset)).toEqual([first?.offset, third?.offset, fourth?.offset])
    const behind = await read(folder.path, file, third?.offset ?? 0)
    expect(behind.pages.map(({ url }) => url)).toEqual(['https://okwave.jp/qa/q4.html'])
  })

  test('has files by name and size, which a worker must have as large as they were', async () => {
    await using folder = await temporaryFolder()
    const [place] = await archive(folder.path)
    const file = place?.file ?? ''
    const { size } = await stat(join(folder.path, file))
    expect(await filesOfArchive(folder.path)).toEqual([{ file, bytes: size }])
    const has = hasFile(folder.path)
    expect(await Promise.all([has(file, size), has(file, size + 1), has('none.warc.gz', 0)])).toEqual([
      true,
      false,
      false,
    ])
  })

  test('tells of a file that is gone or damaged, and of a folder that is not there', async () => {
    await using folder = await temporaryFolder()
    const [, , , last] = await archive(folder.path)
    const file = last?.file ?? ''
    expect((await read(folder.path, 'none.warc.gz')).failures).toHaveLength(1)
    await truncate(join(folder.path, file), (last?.offset ?? 0) + 20)
    const { pages, failures } = await read(folder.path, file)
    expect([pages.length, failures.length]).toEqual([2, 1])
    await expect(filesOfArchive(join(folder.path, 'none'))).rejects.toMatchObject({
      code: 'unreadable-input',
    })
  })

  test('names archives of formats that are not read', async () => {
    await using folder = await temporaryFolder()
    await archive(folder.path)
    expect(await unreadOfArchive(folder.path)).toBeNull()
    await writeFile(join(folder.path, 'old.arc.gz'), '')
    expect((await unreadOfArchive(folder.path))?.message).toContain('old.arc.gz')
  })
})
