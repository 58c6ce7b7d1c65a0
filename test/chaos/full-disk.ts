/** A crawl whose disk fills up: a small tmpfs, where root may mount one. */
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Crawler } from './crawler.ts'
import { archiveOf, finish } from './rounds.ts'
import type { SiteProcess } from './site.ts'
import { verdictOn } from './verdict.ts'

const run = promisify(execFile)

export async function fullDisk(of: {
  readonly site: SiteProcess
  readonly folder: string
  readonly rate: number
}): Promise<{ said: string; faults: readonly string[] }> {
  const { site, folder, rate } = of
  await mkdir(folder, { recursive: true })
  try {
    // The archive of this crawl takes about 200 kB.
    await run('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', folder])
  } catch (error) {
    return { said: `not tried, no small disk to be had (${firstLine(error)})`, faults: [] }
  }
  const db = `pglite:${folder}-db`
  const crawler = new Crawler({ siteUrl: site.url, data: folder, db, rate })
  try {
    const { code, stderr } = await crawler.ended
    const faults =
      code === 0 || !stderr.includes('cannot write the archive') ? [`exit ${code}: ${stderr}`] : []
    await run('mount', ['-o', 'remount,size=100m', folder])
    crawler.startAgain()
    faults.push(...(await finish([crawler])))
    const verdict = await verdictOn(
      { folders: [archiveOf(crawler)], db, gap: 1000 / rate, mayRepeat: false },
      await site.testimony(),
    )
    return {
      said: `exit ${code}, then all of ${verdict.captures} captures`,
      faults: [...faults, ...verdict.faults],
    }
  } finally {
    if (crawler.isRunning) await crawler.kill()
    await run('umount', [folder])
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n').at(-1)?.trim() ?? ''
}
