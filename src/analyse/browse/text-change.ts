/** Two states of a text, cut into what stayed at both ends and what changed between. */

export interface TextChange {
  readonly start: string
  readonly before: string
  readonly after: string
  readonly end: string
}

const clusters = new Intl.Segmenter('ja', { granularity: 'grapheme' })

/** Cut between characters as people see them. */
export function textChange(before: string, after: string): TextChange {
  const [was, is] = [before, after].map((text) => [...clusters.segment(text)].map(({ segment }) => segment))
  const [a, b] = [was ?? [], is ?? []]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return {
    start: a.slice(0, start).join(''),
    before: a.slice(start, a.length - end).join(''),
    after: b.slice(start, b.length - end).join(''),
    end: end === 0 ? '' : a.slice(-end).join(''),
  }
}
