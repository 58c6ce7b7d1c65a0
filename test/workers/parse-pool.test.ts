/** What a page may do to the thread that parses it, and what it may not do to anybody else. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { ParsePool, type ParsePoolOptions } from '../../src/workers/parse-pool.ts'
import { ReadingStopped } from '../../src/workers/tasks.ts'
import { Watchdog } from '../../src/workers/watchdog.ts'

const pools: ParsePool[] = []

function pool(options: ParsePoolOptions = {}): ParsePool {
  const made = new ParsePool(options)
  pools.push(made)
  return made
}

const oddThread = new URL('odd-thread.ts', import.meta.url)
const odd = (more: ParsePoolOptions = {}) =>
  pool({ threadModule: oddThread, limits: { cpuMs: 100, wallMs: 60_000 }, heapMb: 64, ...more })
const text = (said: string) => () => new TextEncoder().encode(said)

afterEach(async () => {
  await Promise.all(pools.splice(0).map((one) => one.close()))
})

const listUrl = 'https://a.example/sitemap.xml'

describe('a pool of parser threads', () => {
  test('reads a page, a sitemap and a robots.txt as direct calls do', async () => {
    const parser = pool({ threads: 1 })
    const page = await parser.page(text('<p>回答No.1'), { url: 'https://okwave.jp/qa/q1.html' })
    expect(page).toMatchObject({ kind: 'read', reading: { encoding: 'utf-8' } })
    const sitemap = await parser.sitemap(
      text('<urlset><url><loc>https://a.example/1</loc></url></urlset>'),
      listUrl,
    )
    expect(sitemap).toMatchObject({
      reading: {
        form: 'sitemap',
        fault: null,
        entries: [{ kind: 'page', url: 'https://a.example/1', modifiedAt: null }],
      },
    })
    const robots = await parser.robots(text('User-agent: *\nDisallow: /private\nCrawl-delay: 3'))
    if ('kind' in robots) throw new Error(robots.detail)
    expect(robots.allows('https://a.example/private', 'mondo')).toBe(false)
    expect(robots.crawlDelay('mondo')).toBe(3)
  })

  test('leaves the rest of a shared buffer alone', async () => {
    const shared = new TextEncoder().encode('<p>one</p><p>two</p>')
    await pool().page(() => shared.subarray(0, 10), { url: 'https://okwave.jp/qa/q1.html' })
    expect(new TextDecoder().decode(shared)).toBe('<p>one</p><p>two</p>')
  })

  test('takes a buffer of its own away from the caller: bytes are moved, not copied', async () => {
    const bytes = new TextEncoder().encode('<p>one</p>')
    expect(bytes.byteLength).toBe(10)
    await pool({ threads: 1 }).page(() => bytes, { url: 'https://okwave.jp/qa/q1.html' })
    expect(bytes.byteLength).toBe(0)
  })

  test('gives a task 10 s of CPU time, or 60 s where that cannot be read', async () => {
    const watch = vi.spyOn(Watchdog.prototype, 'watch')
    await pool({ threads: 1, threadModule: oddThread }).sitemap(text('well'), listUrl)
    expect(watch.mock.calls.map(([{ limits }]) => limits)).toEqual([{ cpuMs: 10_000, wallMs: 60_000 }])
  })

  test('gives a second attempt three times as much', async () => {
    const watch = vi.spyOn(Watchdog.prototype, 'watch')
    await odd({ threads: 1, limits: { cpuMs: 50, wallMs: 60_000 } }).sitemap(text('hang'), listUrl)
    expect(watch.mock.calls.map(([{ limits }]) => limits)).toEqual([
      { cpuMs: 50, wallMs: 60_000 },
      { cpuMs: 150, wallMs: 180_000 },
    ])
  })

  test('gives up a page that hangs after a second attempt, and keeps reading', async () => {
    const tries: number[] = []
    const parser = odd({ threads: 2 })
    const hang = () => {
      tries.push(1)
      return new TextEncoder().encode('hang')
    }
    const [first, second, good] = await Promise.all([
      parser.sitemap(hang, listUrl),
      parser.sitemap(text('hang'), listUrl),
      parser.sitemap(text('well'), listUrl),
    ])
    expect(first).toMatchObject({ kind: 'undone', reason: 'timeout' })
    expect(second).toMatchObject({ kind: 'undone', reason: 'timeout' })
    expect(good).toMatchObject({ kind: 'read' })
    expect(tries).toHaveLength(2)
    expect(await parser.sitemap(text('well'), listUrl)).toMatchObject({ kind: 'read' })
  })

  test('tries a page again alone: nothing else runs meanwhile, and a second page waits for the first', async () => {
    const parser = odd({ threads: 3 })
    const cells = new Int32Array(new SharedArrayBuffer(12))
    const shared = () => new Uint8Array(cells.buffer)
    let open = 3
    const hangOnce = async (afterMs: number) => {
      let tries = 0
      await parser.page(text(`ms ${afterMs}`), { url: 'https://okwave.jp/qa/q1.html' })
      const read = await parser.sitemap(
        () => (++tries === 1 ? new TextEncoder().encode('hang') : shared()),
        listUrl,
      )
      open -= 1
      return read.kind
    }
    // As many as the queue holds, so that there is always one waiting.
    const others = Array.from({ length: 6 }, async () => {
      while (open > 0) await parser.page(shared, { url: 'https://okwave.jp/qa/q1.html' })
    })
    // The second page times out while the first and other pages wait for it.
    expect(await Promise.all([hangOnce(0), hangOnce(400), hangOnce(400)])).toEqual(['read', 'read', 'read'])
    await Promise.all(others)
    expect([...cells]).toEqual([0, 0, 0])
  })

  test('reads on the second attempt what the first had too little time for', async () => {
    expect(
      await odd({ limits: { cpuMs: 300, wallMs: 60_000 } }).sitemap(text('ms 700'), listUrl),
    ).toMatchObject({
      kind: 'read',
    })
  })

  test.each([
    ['exits', 'exit', 'parser-crashed'],
    ['throws', 'throw', 'parser-crashed'],
    ['runs out of memory', 'memory', 'too-large'],
  ])('replaces a thread that %s', async (_name, said, reason) => {
    const parser = odd({ threads: 1, limits: { cpuMs: 60_000, wallMs: 60_000 } })
    expect(await parser.sitemap(text(said), listUrl)).toMatchObject({ kind: 'undone', reason })
    expect(await parser.sitemap(text('well'), listUrl)).toMatchObject({ kind: 'read' })
  })

  test('closes while all of its threads hang', async () => {
    const parser = odd({ threads: 2, limits: { cpuMs: 600_000, wallMs: 600_000 } })
    const hanging = [parser.sitemap(text('hang'), listUrl), parser.sitemap(text('hang'), listUrl)]
    const ends = Promise.allSettled(hanging)
    await parser.close()
    const reason = expect.objectContaining({ message: 'the pool of parser threads was closed' })
    expect(await ends).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
  })
  test('abandons pages that hang once the run is stopped, and ends threads that hang', async () => {
    const stop = new AbortController()
    const parser = odd({
      threads: 1,
      limits: { cpuMs: 600_000, wallMs: 600_000 },
      signal: stop.signal,
      graceMs: 0,
    })
    const hanging = [parser.sitemap(text('hang'), listUrl), parser.sitemap(text('hang'), listUrl)]
    const ends = Promise.allSettled(hanging)
    stop.abort()
    const reason = expect.any(ReadingStopped)
    expect(await ends).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
    await expect(parser.sitemap(text('well'), listUrl)).rejects.toThrow(ReadingStopped)
  })

  test('finishes what ends within the grace of a stop', async () => {
    const stop = new AbortController()
    const parser = odd({ threads: 1, signal: stop.signal, graceMs: 600_000 })
    const page = parser.sitemap(text('ms 20'), listUrl)
    stop.abort()
    expect(await page).toMatchObject({ kind: 'read' })
  })
})
