/** Captures and folders for the archive tests. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCaptures } from '../../src/archive/warc-reader.ts'
import type { Capture } from '../../src/model/capture.ts'

export function capture(fields: Partial<Capture> = {}): Capture {
  return {
    id: `urn:uuid:${randomUUID()}`,
    url: 'https://site.example/qa/q1.html?page=2',
    capturedAt: new Date('2026-03-04T05:06:07.089Z'),
    status: 200,
    statusText: 'OK',
    headers: [['Content-Type', 'text/html; charset=Shift_JIS']],
    body: new TextEncoder().encode('<p>hello'),
    truncated: null,
    ipAddress: '192.0.2.7',
    request: {
      method: 'GET',
      headers: [
        ['host', 'site.example'],
        ['User-Agent', 'mondo/0.1.0 (+https://crawler.example)'],
      ],
    },
    ...fields,
  }
}

export async function allCaptures(path: string): Promise<Capture[]> {
  const captures: Capture[] = []
  for await (const found of readCaptures(path)) captures.push(plain(found.capture))
  return captures
}

/** A body is a view into a larger buffer or a `Buffer`; what counts is its bytes. */
export function plain(one: Capture): Capture {
  return { ...one, body: Uint8Array.from(one.body) }
}

export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'mondo-archive-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
