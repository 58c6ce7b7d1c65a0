/**
 * Parsing in one thread, with all checks, against default `cheerio.load` and against lxml with cssselect, both with plain
 * selectors for the same fields. Each side is a process of its own that holds the pages and is warm before it is timed. By CPU
 * time, in which other processes of the machine count less.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BenchPage, pageLine, pageSet, type SetName, setNames } from '../page-sets.ts'
import { addCompared, type Bench, type Comparison, inTurns, loadNow, roundsOf } from '../suite/comparison.ts'
import { peerFile, peers, pythonWith } from '../suite/peers.ts'
import { openSide, type Side } from '../suite/side-process.ts'

export const parse: Comparison = {
  name: 'parse',
  about: 'one thread, all checks, against default cheerio.load and lxml + cssselect',
  run: measureParsing,
}

const works: Readonly<Record<SetName, string>> = {
  sample: 'parse, sample site',
  links: 'parse, link-heavy pages',
  stackexchange: 'parse, Stack Exchange',
  landmarks: 'parse, unknown layout',
  definition: 'parse, site of a definition',
}

/** For a layout that the parser knows, and for others. */
const targets = { cheerio: 2.5, byDefinition: 2, lxml: 0.65 }

async function measureParsing(bench: Bench): Promise<void> {
  const python = pythonWith('lxml.etree, cssselect')
  if (python === null) bench.skip(peers.lxml)
  for (const set of setNames) {
    const count = (bench.quick ? 40 : 120) / (set === 'stackexchange' ? 4 : 1)
    const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-'))
    const open: Side[] = []
    try {
      const file = join(folder, 'pages.jsonl')
      const pages = pageSet(set, count)
      await writeFile(file, pages.map(pageLine).join(''))
      const side = fileURLToPath(new URL('../sides/parse-side.ts', import.meta.url))
      const start = (command: string, ...args: string[]) => {
        const opened = openSide(command, [...args, set, file])
        open.push(opened)
        return opened
      }
      const mondo = start(process.execPath, side, 'mondo')
      const cheerio = start(process.execPath, side, 'cheerio')
      const tree = start(process.execPath, side, 'tree')
      const lxml = python === null ? null : start(python, peerFile('lxml_parse.py'))
      await assertAlike(pages, mondo, lxml === null ? { cheerio } : { cheerio, lxml })
      const kilobytes = pages.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / count / 1000
      await compare(bench, set, kilobytes, { mondo, cheerio, lxml, tree })
    } finally {
      for (const one of open) await one.close()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

interface Sides {
  readonly mondo: Side
  readonly cheerio: Side
  readonly lxml: Side | null
  /** What no reader of the whole tree can do without. */
  readonly tree: Side
}

async function compare(
  bench: Bench,
  set: SetName,
  kilobytes: number,
  { mondo, cheerio, lxml, tree }: Sides,
): Promise<void> {
  const cost = (side: Side | null) => async () =>
    side === null ? Number.NaN : Number(await side.ask('round'))
  const sides = { mondo: cost(mondo), cheerio: cost(cheerio), lxml: cost(lxml), tree: cost(tree) }
  await inTurns(3, sides)
  const loadBefore = loadNow()
  const costs = await inTurns(roundsOf(bench, 9, 3), sides)
  const said = {
    work: `${works[set]}, ${kilobytes.toFixed(0)} kB`,
    unit: 'ms a page',
    kind: 'speed',
    ours: costs.mondo,
    loadBefore,
  } as const
  const isLayoutKnown = set !== 'landmarks' && set !== 'definition'
  for (const peer of ['cheerio', 'lxml'] as const) {
    if (peer === 'lxml' && lxml === null) continue
    addCompared(bench, {
      ...said,
      id: `parse/${set}/${peer}`,
      peer: peers[peer].name,
      target: peer === 'cheerio' && !isLayoutKnown ? targets.byDefinition : targets[peer],
      theirs: costs[peer],
      versions: { [peers[peer].name]: peers[peer].version() ?? '' },
    })
  }
  addCompared(bench, {
    ...said,
    id: `parse/${set}/bound`,
    peer: 'decode and tree alone',
    target: null,
    theirs: costs.tree,
  })
}

/** Nothing is timed where two sides find different fields. */
async function assertAlike(
  pages: readonly BenchPage[],
  mondo: Side,
  others: Readonly<Record<string, Side>>,
): Promise<void> {
  const ours = JSON.parse(await mondo.ask('digests')) as readonly string[]
  for (const [name, side] of Object.entries(others)) {
    const theirs = JSON.parse(await side.ask('digests')) as readonly string[]
    const differing = pages.filter((_, at) => ours[at] !== theirs[at])
    if (differing.length > 0)
      throw new Error(
        `mondo and ${name} differ on ${differing.length} of ${pages.length}: ${differing[0]?.url}`,
      )
  }
}
