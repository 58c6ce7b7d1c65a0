import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { reparseSources } from '../../src/app/reparse-sources.ts'
import { temporaryFolder } from '../archive/captures.ts'

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
