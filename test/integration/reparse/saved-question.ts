/** Question pages as captures, to be read again: invented, in markup that no layout knows. */
import { randomUUID } from 'node:crypto'
import { systemClock } from '../../../src/app/system-clock.ts'
import { WarcWriter } from '../../../src/archive/warc-writer.ts'
import type { Capture } from '../../../src/model/capture.ts'
import { capture } from '../../archive/captures.ts'

export interface SavedQuestion {
  readonly id: string
  readonly body?: string
  readonly answers?: readonly number[]
  /** As the page declares it. */
  readonly answerCount?: number
  /** Path of the next page. */
  readonly next?: string
}

export const urlOf = (id: string) => `https://okwave.jp/qa/q${id}.html`

export function questionHtml({
  id,
  body = '毎朝拭いています。',
  answers = [2, 1],
  ...rest
}: SavedQuestion): string {
  const next = rest.next === undefined ? '' : `<a rel="next" href="${rest.next}">次へ</a>`
  return `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>結露${id}</title></head><body>
<p>締切済み</p><h1>窓の結露が止まりません（${id}）</h1><div>${body}</div>
<ul><li>住まい</li><li>回答数${rest.answerCount ?? answers.length}</li></ul><h2>みんなの回答</h2>
${answers.map(answerHtml).join('\n')}${next}</body></html>`
}

function answerHtml(number: number): string {
  return `<section><p>mado_${number}</p><p>ベストアンサー率50% (1/2)</p><h3>回答No.${number}</h3>
<div>換気を${number}回してください。</div></section>`
}

/** `day` of January 2026. */
export function captureOf(html: string, url: string, day: number, more: Partial<Capture> = {}): Capture {
  return capture({
    id: `urn:uuid:${randomUUID()}`,
    url,
    capturedAt: new Date(Date.UTC(2026, 0, day)),
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    body: new TextEncoder().encode(html),
    ...more,
  })
}

export async function writeArchive(dir: string, captures: readonly Capture[]): Promise<string> {
  const archive = await WarcWriter.open({ dir, software: 'mondo-test', clock: systemClock })
  let file = ''
  for (const one of captures) file = (await archive.write(one)).file
  await archive.close()
  return `${dir}/${file}`
}
