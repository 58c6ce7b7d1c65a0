/** Pages that a parser or a database may die of, served in place of questions. None of them must give a row. */

export type PoisonName = keyof typeof pages | 'refused'

/** A page at this place among the questions of the site. */
export interface Poison {
  readonly index: number
  readonly name: PoisonName
}

const ending = '</body></html>'
const html = (head: string, body: string): string =>
  `<!doctype html><html><head><title>t</title>${head}</head><body>${body}${ending}`
const data = (text: string): string => html(`<script type="application/ld+json">${text}</script>`, '<p>x</p>')
const declared = (graph: readonly object[]): string =>
  data(JSON.stringify({ '@context': 'https://schema.org', '@graph': graph }))
/** Names that double with each level: 2 to the 60th in all. */
const doubling = Array.from({ length: 60 }, (_, at) => ({
  '@id': `#n${at}`,
  name: [{ '@id': `#n${at + 1}` }, { '@id': `#n${at + 1}` }],
}))

/** What `weak-thread.ts` does when it is given such a page: a parser with defects, since ours has none that we know of. */
const weakness = (what: string): string => html(`<!-- chaos: ${what} -->`, '<p>x</p>')

const pages = {
  'a name that names itself': () =>
    declared([
      { '@type': 'Question', name: { '@id': '#a' }, text: 'b' },
      { '@id': '#a', name: { '@id': '#a' } },
    ]),
  'names that double': () =>
    declared([{ '@type': 'Question', name: [{ '@id': '#n0' }], text: 'b' }, ...doubling]),
  'brackets without end': () => data('['.repeat(200_000)),
  'elements 60,000 deep': () => html('', '<div>'.repeat(60_000)),
  'combining marks': () => html('', `<h1>a${'\u0301\u0323'.repeat(130_000)}</h1>`),
  'half a million elements': () => html('', '<i>x</i>'.repeat(500_000)),
  nothing: () => '',
  noise: () => Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * at * 31 + at * 7) & 0xff)),
  'a thread that hangs': () => weakness('hang'),
  'a thread that exits': () => weakness('exit'),
  'a thread that throws': () => weakness('throw'),
  'a thread without memory': () => weakness('memory'),
} as const satisfies Readonly<Record<string, () => string | Buffer>>

/** Null where the site serves the page itself, and the database refuses it. */
export function poisonPage(name: PoisonName): string | Buffer | null {
  return name === 'refused' ? null : pages[name]()
}

/** One that the database refuses, others in turn from a random place; each at a question of its own. */
export function drawnPoison(count: number, questions: number, random: () => number): Poison[] {
  const names: PoisonName[] = Object.keys(pages) as (keyof typeof pages)[]
  const first = Math.floor(random() * names.length)
  const places = new Set<number>()
  while (places.size < count) places.add(Math.floor(random() * questions))
  return [...places].map((index, at) => ({
    index,
    name: at === 0 ? 'refused' : (names[(first + at) % names.length] as PoisonName),
  }))
}
