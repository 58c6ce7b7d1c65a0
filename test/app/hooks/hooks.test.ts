/** What runs at the end of a crawl: real programs, started as a crawl starts them. */
import { chmodSync, readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { configuredHooks, hookOfCrawl } from '../../../src/app/hooks/configured-hooks.ts'
import { runHook } from '../../../src/app/hooks/run-hook.ts'
import { scheduledCrawlOf } from '../../../src/cli/options/scheduled-settings.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()

async function script(name: string, text: string): Promise<string> {
  const path = await folder.file(name, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
  return path
}

function keptLog() {
  const lines: { level: string; facts: object; message: string }[] = []
  const at = (level: string) => (facts: object, message: string) => void lines.push({ level, facts, message })
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn') } }
}

const input = { summary: { runId: 'a', result: 'gate' }, exitCode: 4, result: 'gate', runId: 'a' }

describe('a hook', () => {
  test('is told the summary and the exit code, and neither the database nor a secret', async () => {
    const out = `${folder.path}/told`
    const path = await script('tell.sh', `cat > ${out}.json; env > ${out}.env; echo one; echo two >&2`)
    const { lines, log } = keptLog()
    const environment = {
      PATH: process.env['PATH'],
      HOME: '/home/ops',
      LC_ALL: 'C',
      DATABASE_URL: 'postgres://u:secret@h/d',
      PGPASSWORD: 'secret',
      SITE_COOKIE: 'secret',
    }
    const hook = { name: 'tell', argv: [path] as const }
    expect(await runHook(hook, input, { log, environment })).toBe(true)
    expect(JSON.parse(readFileSync(`${out}.json`, 'utf8'))).toEqual(input.summary)
    const env = readFileSync(`${out}.env`, 'utf8')
    expect(env).toContain('MONDO_EXIT_CODE=4\n')
    expect(env).toContain('MONDO_RESULT=gate\n')
    expect(env).toContain('HOME=/home/ops\n')
    expect(env).not.toContain('secret')
    expect(lines.toSorted((a, b) => (a.message < b.message ? -1 : 1))).toEqual([
      { level: 'info', facts: { hook: 'tell', stream: 'stdout' }, message: 'one' },
      { level: 'info', facts: { hook: 'tell', stream: 'stderr' }, message: 'two' },
    ])
  })

  test('that fails, is not there or takes too long is a warning', async () => {
    const fails = await script('fails.sh', 'exit 7')
    const hangs = await script('hangs.sh', 'sleep 600 & sleep 600')
    const whyOf = async (program: string, limitMs = 60_000) => {
      const { lines, log } = keptLog()
      expect(await runHook({ name: 'x', argv: [program] }, input, { log, limitMs })).toBe(false)
      return lines.map(({ level, message }) => `${level} ${message}`).join()
    }
    expect(await whyOf(fails)).toBe(
      'warn the hook x failed: it ended with exit code 7. The crawl is not affected',
    )
    expect(await whyOf(`${folder.path}/gone.sh`)).toContain('it cannot be started')
    expect(await whyOf(hangs, 200)).toContain('it was killed after 0.2 s')
    // Node.js throws these instead of emitting them: below a file (ENOTDIR), no name, a NUL byte.
    for (const program of [`${fails}/below`, '', 'a\0b']) {
      expect(await whyOf(program)).toMatch(/^warn the hook x failed: it cannot be started: /)
    }
  })

  test('is killed after a minute', async () => {
    const hangs = await script('hangs-on.sh', 'sleep 600')
    const { lines, log } = keptLog()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const ended = runHook({ name: 'x', argv: [hangs] }, input, { log })
      vi.advanceTimersByTime(59_999)
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(1)
      expect(await ended).toBe(false)
    } finally {
      vi.useRealTimers()
    }
    expect(lines).toMatchObject([
      { level: 'warn', message: 'the hook x failed: it was killed after 60 s. The crawl is not affected' },
    ])
  })

  test('is one program, or a name of the configuration, whose arguments no shell sees', async () => {
    const path = await script('ok.sh', 'exit 0')
    const config = await folder.file(
      'mondo.config.json',
      JSON.stringify({
        onEnd: ['mail', '-s', '$HOME; rm -rf /', 'ops'],
        hooks: { tell: ['./ok.sh', 'a b'] },
      }),
    )
    expect(hookOfCrawl(undefined, config)?.argv).toEqual(['mail', '-s', '$HOME; rm -rf /', 'ops'])
    expect(hookOfCrawl('tell', config)?.argv).toEqual([path, 'a b'])
    expect(hookOfCrawl(path, config)?.argv).toEqual([path])
    expect(() => hookOfCrawl(`${path} --now`, config)).toThrow('there is no program')
    expect(() => hookOfCrawl(config, config)).toThrow('cannot be executed')
    expect(configuredHooks(config).named('constructor')).toBeNull()
  })

  test('has a program: an empty name in the configuration is a usage error', async () => {
    for (const onEnd of [[], ['']]) {
      const config = await folder.file('empty.json', JSON.stringify({ onEnd }))
      expect(() => configuredHooks(config)).toThrow('onEnd')
    }
  })

  test('of a schedule is a name, never a path', () => {
    const crawl = ['crawl', 'https://okwave.jp/', '--contact', 'you@example.org', '--on-end']
    expect(scheduledCrawlOf([...crawl, 'tell']).onEnd).toBe('tell')
    for (const path of ['./tell.sh', '/bin/sh', 'a b', '']) {
      expect(() => scheduledCrawlOf([...crawl, path])).toThrow('is not the name of a hook')
    }
  })
})
