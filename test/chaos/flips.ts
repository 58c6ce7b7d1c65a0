/**
 * Bits that flip in the WARC files of a finished crawl. Each flip may cost the capture that it hits and no other, and
 * `archive verify` must name what was hit. Then several at once: a re-parse into an empty database gives all other rows.
 */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { warcFiles } from '../../src/archive/index-entries.ts'
import { readRecords } from '../../src/archive/read-records.ts'
import { verifyFile } from '../../src/archive/verify.ts'
import { readCaptures } from '../../src/archive/warc-reader.ts'
import { openStore } from '../../src/database/store.ts'
import { reparse } from '../../src/index.ts'
import { closing } from '../../src/model/closing.ts'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { samplePaths } from '../../src/sample-site/special-pages.ts'
import { crawlInto } from '../integration/crawl/crawl-into.ts'
import { nothingSeen, type Seen, seenTogether } from './faults.ts'
import type { Trial, TrialStage, Tried } from './trial.ts'
import { verdictOnRows } from './verdict.ts'
import { withSite } from './witnessed-site.ts'

interface Member {
  readonly id: string
  readonly offset: number
  readonly length: number
}

interface Archive {
  readonly path: string
  readonly bytes: Buffer
  /** One gzip member a record. */
  readonly members: readonly Member[]
  /** A digest of all that a reader is given, by capture. */
  readonly captures: ReadonlyMap<string, string>
  /** Path and query, by capture. */
  readonly paths: ReadonlyMap<string, string>
}

interface Flipped {
  readonly faults: readonly string[]
  readonly seen: Seen
  readonly isHarmless: boolean
}

const questions = 60
const atOnce = 8

/** @param flips Bits that are flipped one at a time; some more are flipped at once at the end. */
export function flipTrial(flips: number): Trial {
  return { name: 'flipped bits', fault: 'flip', run: (stage) => flipBits(Math.max(0, flips - atOnce), stage) }
}

async function flipBits(single: number, { folder, random }: TrialStage): Promise<Tried> {
  return await withSite({ questions, seed: 1 + Math.floor(1e6 * random()) }, async (site, siteLog) => {
    const dir = join(folder, 'archive')
    {
      await using store = closing(await openStore(`pglite:${join(folder, 'db')}`))
      await crawlInto(store, dir, { urls: [`${site.url}${samplePaths.newQuestions}`], concurrency: 1 })
    }
    const archive = await archiveIn(dir)
    const all: Flipped[] = []
    for (let count = 0; count < single; count += 1) all.push(await flipOne(archive, placeIn(archive, random)))
    const together = await flipSeveral(archive, folder, siteLog().expected, random)
    return {
      injected: single + atOnce,
      faults: [...all, together].flatMap(({ faults }) => faults),
      seen: [...all, together].map(({ seen }) => seen).reduce(seenTogether, nothingSeen),
      note: `${archive.captures.size} captures; ${all.filter(({ isHarmless }) => isHarmless).length} of ${single} hit bytes that carry nothing; ${together.note}`,
    }
  })
}

async function archiveIn(dir: string): Promise<Archive> {
  const [file, ...more] = await warcFiles(dir)
  if (file === undefined || more.length > 0) throw new Error('a crawl of its own writes one file')
  const path = join(dir, file)
  const members: Member[] = []
  for await (const { record, location } of readRecords(path)) {
    members.push({ id: record.id, offset: location.offset, length: location.length })
  }
  const { digests, paths } = await capturesOf(path)
  return { path, bytes: await readFile(path), members, captures: digests, paths }
}

async function capturesOf(path: string) {
  const digests = new Map<string, string>()
  const paths = new Map<string, string>()
  let doubled = 0
  for await (const { capture } of readCaptures(path, 0, () => undefined)) {
    const { id, url, capturedAt, status, headers, body } = capture
    if (digests.has(id)) doubled += 1
    const head = JSON.stringify([url, capturedAt, status, headers])
    digests.set(id, createHash('sha256').update(head).update(body).digest('hex'))
    const { pathname, search } = new URL(url)
    paths.set(id, pathname + search)
  }
  return { digests, paths, doubled }
}

function placeIn({ bytes }: Archive, random: () => number): number {
  return Math.floor(random() * bytes.length * 8)
}

function withFlips(bytes: Buffer, bits: readonly number[]): Buffer {
  const damaged = Buffer.from(bytes)
  for (const bit of bits) damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return damaged
}

function memberAt({ members }: Archive, bit: number): Member | undefined {
  return members.find(({ offset, length }) => bit >> 3 >= offset && bit >> 3 < offset + length)
}

async function flipOne(archive: Archive, bit: number): Promise<Flipped> {
  const { path, bytes, captures } = archive
  await writeFile(path, withFlips(bytes, [bit]))
  try {
    const { digests, doubled } = await capturesOf(path)
    const hit = memberAt(archive, bit)
    const missing = [...captures.keys()].filter((id) => !digests.has(id))
    const lost = missing.filter((id) => id !== hit?.id)
    const wrong = [...digests].filter(([id, digest]) => captures.get(id) !== digest)
    const { problems } = await verifyFile(path)
    const isNamed = problems.some(({ offset }) => offset === hit?.offset)
    const elsewhere = problems.filter(({ offset }) => offset !== hit?.offset)
    const say = (what: string): string => `bit ${bit & 7} of byte ${bit >> 3}: ${what}`
    return {
      faults: [
        ...(lost.length > 0 ? [say(`${lost.length} captures were lost that it did not hit`)] : []),
        ...(wrong.length > 0 ? [say(`${wrong.length} captures are not as they were written`)] : []),
        ...(doubled > 0 ? [say(`${doubled} captures are read twice`)] : []),
        ...(missing.length > 0 && !isNamed ? [say('archive verify does not name what was lost')] : []),
        ...elsewhere.map(({ offset, what }) => say(`archive verify blames byte ${offset}: ${what}`)),
      ],
      seen: { lost: lost.length, doubled, wrong: wrong.length },
      isHarmless: problems.length === 0,
    }
  } finally {
    await writeFile(path, bytes)
  }
}

/** Into an empty database, as after the loss of the old one. */
async function flipSeveral(
  archive: Archive,
  folder: string,
  expected: readonly QuestionPage[],
  random: () => number,
): Promise<Flipped & { readonly note: string }> {
  const { path, bytes, captures, paths } = archive
  const bits = Array.from({ length: atOnce }, () => placeIn(archive, random))
  await writeFile(path, withFlips(bytes, bits))
  const db = `pglite:${join(folder, 'again')}`
  try {
    const { digests } = await capturesOf(path)
    const hit = bits.map((bit) => memberAt(archive, bit)?.id)
    const lost = [...captures.keys()].filter((id) => !digests.has(id) && !hit.includes(id))
    const { exitCode } = await reparse({ data: folder, db, site: 'sample' })
    const isDamaged = digests.size < captures.size
    await using store = closing(await openStore(db))
    const served = new Set([...digests.keys()].map((id) => paths.get(id)))
    const left = expected.filter(({ url }) => served.has(new URL(url).pathname))
    const rows = await verdictOnRows(store.db, left)
    return {
      faults: [
        ...rows.faults.map((fault) => `${atOnce} bits at once: ${fault}`),
        ...(lost.length > 0
          ? [`${atOnce} bits at once: ${lost.length} captures were lost that none hit`]
          : []),
        ...(isDamaged && exitCode !== 7 ? [`a re-parse of a damaged archive: exit ${exitCode}`] : []),
      ],
      seen: seenTogether(rows.seen, { ...nothingSeen, lost: lost.length }),
      isHarmless: !isDamaged,
      note: `${left.length} of ${expected.length} questions re-parsed after ${atOnce} at once`,
    }
  } finally {
    await writeFile(path, bytes)
  }
}
