import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { besideMainThread } from '../../../src/workers/parse-pool.ts'
import { freshUrl, storeNames } from '../stores.ts'
import { temporaryFolder } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

const program = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))

const weakParser = new URL('../../chaos/weak-parser.ts', import.meta.url).href

function mondo(args: readonly string[], nodeArgs: readonly string[] = []) {
  const child = spawn(process.execPath, [...nodeArgs, program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = async () => {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    return { stdout, stderr, code }
  }
  return { child, ended: ended() }
}

describe.each(storeNames)('mondo crawl on %s', (name) => {
  test('ends cleanly on SIGTERM, and ends with every row when run again', async () => {
    const data = await temporaryFolder()
    const db = name === 'pglite' ? `pglite:${join(data, 'db')}` : await freshUrl(name)
    const running: { stop: (() => void) | null } = { stop: null }
    let asked = 0
    const site = await startSampleSite({
      questions: 60,
      respond: () => {
        asked += 1
        if (asked === 30) running.stop?.()
        return undefined
      },
    })
    const args = [
      'crawl',
      `${site.url}/`,
      '--allow-private',
      '--site',
      'sample',
      '--host-group',
      'sample',
      '--json',
    ]
    const places = ['--data', data, '--db', db]
    try {
      const first = mondo([...args, ...places, '--rate', '100'])
      running.stop = () => first.child.kill('SIGTERM')
      const stopped = await first.ended
      expect(stopped.code, stopped.stderr).toBe(130)
      const partial = JSON.parse(stopped.stdout)
      expect(partial).toMatchObject({ result: 'stopped', exitCode: 130, requests: site.requests.length })
      expect(partial.questions).toBeGreaterThan(0)
      expect(partial.questions).toBeLessThan(60)

      const second = await mondo([...args, ...places, '--rate', 'unlimited']).ended
      expect(second.code, second.stderr).toBe(0)
      expect(JSON.parse(second.stdout)).toMatchObject({ result: 'done', questions: 60, due: 0 })
      const questions = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
      expect(questions).toHaveLength(new Set(questions).size)

      const store = await openStore(db)
      try {
        expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
      } finally {
        await store.close()
      }
    } finally {
      await site.close()
    }
  })
  test('ends on SIGTERM while all parser threads are inside native calls, which nothing interrupts', async () => {
    const data = await temporaryFolder()
    const db = name === 'pglite' ? `pglite:${join(data, 'db')}` : await freshUrl(name)
    let isPoison = true
    const poison = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!-- chaos: native -->' }
    const site = await startSampleSite({
      questions: 30,
      respond: (path) => (isPoison && path.startsWith('/qa/') ? poison : undefined),
    })
    const rules = ['--site', 'sample', '--host-group', 'sample', '--rate', 'unlimited', '--no-check']
    const args = ['crawl', `${site.url}/`, '--allow-private', ...rules, '--json', '--data', data, '--db', db]
    try {
      const { child, ended } = mondo(args, ['--import', weakParser])
      let stuck = 0
      child.stderr.on('data', (chunk) => {
        stuck += String(chunk).split('in a native call').length - 1
        if (stuck === besideMainThread) child.kill('SIGTERM')
      })
      const stopped = await ended
      expect(stopped.code, stopped.stderr).toBe(130)
      expect(JSON.parse(stopped.stdout)).toMatchObject({ result: 'stopped', exitCode: 130 })

      isPoison = false
      const second = await mondo(args).ended
      expect(second.code, second.stderr).toBe(0)
      // Pages that were archived are parsed again by the next crawl, and are not requested again.
      const questions = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
      expect(questions).toHaveLength(new Set(questions).size)
    } finally {
      await site.close()
    }
  })
})
