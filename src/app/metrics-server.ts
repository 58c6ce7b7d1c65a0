/** Serves `GET /metrics` for Prometheus and `GET /healthz` while a worker runs. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { CrawlMetrics } from '../analyse/crawl-metrics.ts'
import { codeOf, MondoError } from '../model/errors.ts'
import type { Log } from '../model/log.ts'

export interface MetricsServer {
  /** URL of the metrics. */
  readonly url: string
  close(): Promise<void>
}

export interface MetricsServing {
  readonly metrics: Pick<CrawlMetrics, 'text' | 'contentType'>
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly log: Log
}

/** Throws `usage` if it cannot listen. */
export async function startMetricsServer({
  metrics,
  host,
  port,
  log,
}: MetricsServing): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    respond(request, response, metrics).catch((error: unknown) => {
      log.warn({ err: error }, 'metrics: not given')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  try {
    // `once` rejects when the server emits `error`.
    const listening = once(server, 'listening')
    server.listen(port, host)
    await listening
  } catch (error) {
    throw new MondoError(
      'usage',
      `metrics-port: cannot listen on ${host}, port ${port}: ${reasons[codeOf(error) ?? ''] ?? String(error)}`,
      {
        cause: error,
        hint: 'Give another --metrics-port, or 0 for any free port, and an address of this machine as --metrics-host',
      },
    )
  }
  server.on('error', (error) => log.warn({ err: error }, 'metrics: server'))
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process uses it',
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'not an address of this machine',
  ENOTFOUND: 'no such host',
}

async function respond(
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
  metrics: MetricsServing['metrics'],
): Promise<void> {
  const [path] = url.split('?')
  if (path !== '/metrics' && path !== '/healthz') return plain(response, 404, 'Not found: see /metrics\n')
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD')
    return plain(response, 405, 'Only GET\n')
  }
  if (path === '/healthz') return plain(response, 200, 'ok\n')
  const text = await metrics.text()
  response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text)
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
}
