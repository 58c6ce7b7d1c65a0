/** Serves `mondo browse` on loopback: one server, one database, and the guard before everything else. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Browser, createBrowser } from '../../analyse/browse/browser.ts'
import { guardHeaders, ownHosts, refusal } from '../../analyse/browse/guard.ts'
import type { ArchiveReader } from '../../analyse/browse/pages/capture-page.ts'
import { readCapture } from '../../archive/warc-reader.ts'
import type { Store } from '../../database/store.ts'
import { headerOf } from '../../model/capture.ts'
import { codeOf, MondoError } from '../../model/errors.ts'
import type { Log } from '../../model/log.ts'
import { explainPage } from '../../parse/explain/explain.ts'
import type { LoadedSites } from '../../parse/site/load-sites.ts'
import { systemClock as clock } from '../system-clock.ts'

export interface BrowserServing {
  readonly store: Store
  readonly archiveFolder: string
  readonly sites: LoadedSites
  /** 0: any free port. */
  readonly port: number
  readonly log: Log
}

export interface BrowserServer {
  readonly url: string
  close(): Promise<void>
}

/** Loopback alone: whoever reaches it may read the database. */
const loopback = '127.0.0.1'

/** Throws `usage` if it cannot listen. */
export async function serveBrowser({
  store,
  archiveFolder,
  sites,
  port,
  log,
}: BrowserServing): Promise<BrowserServer> {
  const browser = createBrowser({ store, archive: archiveIn(archiveFolder, sites), clock, log })
  let hosts: readonly string[] = []
  const answer = guarded(browser, () => hosts)
  // Node answers a request without Host and an unknown Expect itself, without our headers.
  const server = createServer({ requireHostHeader: false }, answer)
  server.on('checkExpectation', answer)
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(`HTTP/1.1 400 Bad Request\r\n${headerLines}connection: close\r\n\r\n`)
  })
  try {
    const listening = once(server, 'listening')
    server.listen(port, loopback)
    await listening
  } catch (error) {
    const why = codeOf(error) === 'EADDRINUSE' ? 'another process uses it' : String(error)
    throw new MondoError('usage', `browse: cannot listen on ${loopback}, port ${port}: ${why}`, {
      cause: error,
      hint: 'Give another --port, or 0 for any free one',
    })
  }
  const { port: bound } = server.address() as AddressInfo
  hosts = ownHosts(bound)
  return {
    url: `http://${loopback}:${bound}/`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const headerLines = Object.entries(guardHeaders)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('')

/** The headers stand before anything else can answer: also on what it refuses, and on what fails. */
function guarded(browser: Browser, hosts: () => readonly string[]) {
  const listener = getRequestListener(browser, { overrideGlobalObjects: false })
  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(guardHeaders)) response.setHeader(name, value)
    const { headers, method, url: target } = request
    const [fetchSite, fetchDest] = ['sec-fetch-site', 'sec-fetch-dest'].map((name) =>
      headers[name]?.toString(),
    )
    const refused = refusal({ host: headers.host, method, target, fetchSite, fetchDest }, hosts())
    if (refused === null) {
      void listener(request, response)
      return
    }
    response.writeHead(refused.status, { 'content-type': 'text/plain; charset=utf-8', ...refused.headers })
    response.end(refused.text)
  }
}

function archiveIn(folder: string, sites: LoadedSites): ArchiveReader {
  return {
    read: async (location) => await readCapture(folder, location),
    explain: ({ url, capturedAt, headers }, bytes, site) =>
      explainPage(bytes, {
        url,
        capturedAt,
        site,
        sites: sites.definitions,
        contentType: headerOf(headers, 'content-type') ?? undefined,
      }),
  }
}
