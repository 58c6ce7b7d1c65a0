/**
 * What an unknown or broken page costs to parse, against the same page whole and known, by CPU time. It may take longer, because
 * more is tried, but not many times as long.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Damage, damagedPage, damages } from '../damaged-pages.ts'
import { pageLine, pageSet, type SetName } from '../page-sets.ts'
import { addCompared, type Bench, type Comparison, inTurns, loadNow, roundsOf } from '../suite/comparison.ts'
import { openSide, type Side } from '../suite/side-process.ts'

export const damaged: Comparison = {
  name: 'damaged',
  about: 'unknown and broken pages, against the same pages whole and known',
  run: measureDamaged,
}

const works = { sample: 'sample site', links: 'link-heavy pages' } as const satisfies Partial<
  Record<SetName, string>
>

const mostTimes = 2

async function measureDamaged(bench: Bench): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-'))
  try {
    for (const set of Object.keys(works) as (keyof typeof works)[]) {
      for (const damage of Object.keys(damages) as Damage[]) await measureOne(bench, set, damage, folder)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function measureOne(
  bench: Bench,
  set: keyof typeof works,
  damage: Damage,
  folder: string,
): Promise<void> {
  const pages = pageSet(set, bench.quick ? 40 : 120)
  const side = fileURLToPath(new URL('../sides/parse-side.ts', import.meta.url))
  const open: Side[] = []
  const sideOf = async (name: string, lines: readonly string[]) => {
    const file = join(folder, `${name}.jsonl`)
    await writeFile(file, lines.join(''))
    const opened = openSide(process.execPath, [side, 'outcome', set, file])
    open.push(opened)
    return async () => Number(await opened.ask('round'))
  }
  try {
    const sides = {
      damaged: await sideOf(
        'damaged',
        pages.map((page) => pageLine(damagedPage(page, damage))),
      ),
      whole: await sideOf('whole', pages.map(pageLine)),
    }
    await inTurns(3, sides)
    const loadBefore = loadNow()
    const costs = await inTurns(roundsOf(bench, 9, 3), sides)
    addCompared(bench, {
      id: `damaged/${set}/${damage.replaceAll(' ', '-')}`,
      work: `parse, ${works[set]}, ${damage}`,
      peer: 'itself, whole and known',
      unit: 'ms a page',
      kind: 'times',
      target: mostTimes,
      ours: costs.damaged,
      theirs: costs.whole,
      loadBefore,
    })
  } finally {
    for (const one of open) await one.close()
  }
}
