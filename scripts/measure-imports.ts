/**
 * Measures what importing each face of the built package costs, against `node -e 0`: median of ten, wall time.
 * Run `npm run build` first, on a machine that does nothing else.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const runs = 10
const root = fileURLToPath(new URL('..', import.meta.url))

function medianMs(code: string): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root })
    if (status !== 0) throw new Error(String(stderr))
    return performance.now() - start
  }).sort((a, b) => a - b)
  return ((times[runs / 2 - 1] ?? 0) + (times[runs / 2] ?? 0)) / 2
}

const nothing = medianMs('0')
process.stdout.write(`node -e 0      ${nothing.toFixed(0)} ms\n`)
for (const face of ['mondo/parse', 'mondo/archive', 'mondo/load', 'mondo/crawl', 'mondo']) {
  const file = `./dist/${face === 'mondo' ? 'index' : face.slice('mondo/'.length)}.js`
  const cost = medianMs(`import '${file}'`)
  process.stdout.write(`${face.padEnd(14)} ${cost.toFixed(0)} ms, ${(cost / nothing).toFixed(1)} times\n`)
}
