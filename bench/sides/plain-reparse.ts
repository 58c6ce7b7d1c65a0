/**
 * What one would write without `mondo reparse`: `node plain-reparse.ts PACKAGE ARCHIVE OUT.jsonl` parses the captures of an archive
 * folder one after another by the faces of the packed library, compares with nothing, and writes each record.
 */
import { createWriteStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'

const [folder = '', archive = '', out = ''] = process.argv.slice(2)
const face = (name: string) => import(pathToFileURL(join(folder, 'dist', `${name}.js`)).href)
const { readCaptures, inflatedBody, headerOf }: typeof import('../../src/archive.ts') = await face('archive')
const { parseQuestionPage }: typeof import('../../src/parse.ts') = await face('parse')
const file = createWriteStream(out)

for (const name of (await readdir(archive)).filter((one) => one.endsWith('.warc.gz')).sort()) {
  for await (const { capture } of readCaptures(join(archive, name))) {
    const body = inflatedBody(capture)
    const contentType = headerOf(capture.headers, 'content-type')
    if (capture.status !== 200 || body.kind !== 'whole' || !contentType?.startsWith('text/html')) continue
    const { url, capturedAt } = capture
    const outcome = parseQuestionPage(body.bytes, { url, contentType, capturedAt, site: 'sample' })
    if (outcome.kind === 'question') file.write(`${JSON.stringify(outcome.page)}\n`)
  }
}
file.end()
await finished(file)
