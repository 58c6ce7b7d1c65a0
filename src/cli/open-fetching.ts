/** Builds what a polite fetch needs: the client, the archive, the gate and the robots.txt cache over one database. */
import { WarcWriter } from '../archive/warc-writer.ts'
import { HostGate } from '../crawl/host-gate.ts'
import { RobotsCache } from '../crawl/robots-cache.ts'
import { Fetcher } from '../fetch/fetcher.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { userAgent } from '../fetch/user-agent.ts'
import { openDatabase } from '../load/open-database.ts'
import { mondoVersion } from '../model/version.ts'
import type { FetchParts } from './fetch-urls.ts'
import { systemClock as clock } from './system-clock.ts'

export interface FetchingOptions {
  readonly archiveFolder: string
  readonly databaseUrl: string
  readonly contact?: string
  readonly rate: number | 'unlimited'
  readonly allowPrivate?: true
  readonly signal: AbortSignal
}

export interface Fetching {
  readonly parts: FetchParts
  /** Returns when everything captured so far is on disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

export async function openFetching(options: FetchingOptions): Promise<Fetching> {
  const { archiveFolder, databaseUrl, contact, rate, allowPrivate, signal } = options
  const agent = userAgent(contact ?? '')
  const proxies = proxiesOf(process.env)
  const db = await openDatabase(databaseUrl)
  const archive = await WarcWriter.open({ dir: archiveFolder, software: `mondo/${mondoVersion()}`, clock })
  const fetcher = new Fetcher({ userAgent: agent, allowPrivate: allowPrivate === true, clock, proxies })
  const gate = new HostGate({ db, clock, random: Math.random, rate })
  const robots = new RobotsCache({ db, gate, clock })
  return {
    parts: { gate, robots, fetcher, archive, clock, signal },
    sync: () => archive.sync(),
    async close() {
      await fetcher.close()
      await archive.close()
      await db.destroy()
    },
  }
}
