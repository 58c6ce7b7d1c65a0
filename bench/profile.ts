/**
 * Where parsing spends its time: `node bench/profile.ts [SET] [--pages 60] [--rounds 10]`. Shares of CPU samples by module, after a
 * warm-up; a dependency counts as one. Selectors run in the modules that call them, htmlparser2 in its own.
 */
import { Session } from 'node:inspector/promises'
import { parseArgs } from 'node:util'
import { readPage } from '../src/parse/read-page.ts'
import { pageSet, type SetName, setNames } from './page-sets.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { pages: { type: 'string', default: '60' }, rounds: { type: 'string', default: '10' } },
})

const sets = positionals.length === 0 ? setNames : setNames.filter((name) => positionals.includes(name))
for (const set of sets) {
  const shares = await profile(set)
  process.stdout.write(`${set}\n`)
  for (const [name, share] of shares.slice(0, 16)) {
    process.stdout.write(`${(share * 100).toFixed(1).padStart(6)} %  ${name}\n`)
  }
}

async function profile(set: SetName): Promise<readonly (readonly [module: string, share: number])[]> {
  const pages = pageSet(set, Number(options.pages))
  const readAll = () => {
    for (const { bytes, ...from } of pages) readPage(bytes, from)
  }
  for (let round = 0; round < 3; round++) readAll()
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 500 })
  await session.post('Profiler.start')
  for (let round = 0; round < Number(options.rounds); round++) readAll()
  const { profile } = await session.post('Profiler.stop')
  session.disconnect()
  const nameOf = new Map(profile.nodes.map(({ id, callFrame }) => [id, moduleName(callFrame)]))
  const counts = new Map<string, number>()
  for (const id of profile.samples ?? []) {
    const name = nameOf.get(id) ?? ''
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const all = profile.samples?.length ?? 0
  return [...counts].map(([name, count]) => [name, count / all] as const).sort(([, a], [, b]) => b - a)
}

/** `parse/html/blocks`, `htmlparser2`, `garbage collector`. */
function moduleName({ url, functionName }: { readonly url: string; readonly functionName: string }): string {
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  const own = /\/src\/(.+)\.ts$/.exec(url)?.[1]
  return dependency ?? own ?? (url === '' ? functionName.replace(/^\((.*)\)$/, '$1') : url)
}
