import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { CrawlMetrics } from '../../src/analyse/crawl-metrics.ts'
import { metrics } from '../../src/analyse/metrics.ts'
import { Terminal } from '../../src/cli/output/terminal.ts'
import { run } from '../../src/cli/program.ts'
import { SkippingClock } from '../crawl/skipping-clock.ts'
import { composeServices, imageCommand, pathOf, read, runTool, unitCommand } from './command-lines.ts'

const units = ['deploy/mondo-crawl.service', 'deploy/mondo-crawl.timer', 'deploy/mondo-work.service']
const services = composeServices()

/** Options of a command, by its help. */
async function optionsOf(command: readonly string[]): Promise<ReadonlySet<string>> {
  const stdout = new PassThrough()
  const printed = text(stdout)
  await run(
    [...command, '--help'],
    new Terminal({ stdin: Readable.from([]), stdout, stderr: new PassThrough() }),
  )
  stdout.end()
  return new Set((await printed).match(/--[a-z][a-z-]*/g))
}

/** Words of a command line up to its first argument or option: the command, `schedule add`. */
const commandIn = (words: readonly string[]) => words.slice(0, words[0] === 'schedule' ? 2 : 1)

const commandLines: Readonly<Record<string, readonly string[]>> = {
  Containerfile: imageCommand(),
  'mondo-crawl.service': unitCommand('deploy/mondo-crawl.service'),
  'mondo-work.service': unitCommand('deploy/mondo-work.service'),
  'worker in compose.yaml': services.worker?.command ?? [],
  'schedule in compose.yaml': services.schedule?.command ?? [],
  'scheduled crawl in compose.yaml':
    services.schedule?.command?.slice(services.schedule.command.indexOf('--') + 1) ?? [],
}

test.each(Object.entries(commandLines))('%s uses options that the command has', async (_file, words) => {
  const ends = words.indexOf('--')
  const own = ends === -1 ? words : words.slice(0, ends)
  const used = own.filter((word) => word.startsWith('--'))
  expect(used.length).toBeGreaterThan(0)
  const known = await optionsOf(commandIn(own))
  expect(used.filter((option) => !known.has(option))).toEqual([])
})

test('the image runs as a user other than root, with a health check, and copies what is there', () => {
  const [last = ''] = read('Containerfile')
    .split(/^FROM /m)
    .slice(-1)
  expect(last).toMatch(/^USER node$/m)
  expect(last).toMatch(/^HEALTHCHECK /m)
  expect(last).toMatch(/^ENTRYPOINT \["mondo"\]$/m)
  expect(imageCommand()).toContain('9464')
  expect(last).toContain('http://127.0.0.1:9464/healthz')
  const shipped = [...last.matchAll(/^COPY ([a-z]+) \/opt\/mondo\/([a-z]+)$/gm)].map(([, from, to]) => [
    from,
    to,
  ])
  const { files } = JSON.parse(read('package.json'))
  for (const [from, to] of shipped) {
    expect(from).toBe(to)
    expect(files).toContain(from)
  }
  expect(shipped.map(([from]) => from)).toEqual(['bin', 'sql', 'docs'])
  expect(read('.dockerignore')).toBe(read('.containerignore'))
})

test('the containers of compose.yaml have a root that is read-only, no capabilities and no password in a URL', () => {
  const own = Object.values(services).filter(({ image }) => image === 'mondo')
  expect(own).toHaveLength(3)
  for (const { read_only, cap_drop, environment, volumes } of own) {
    expect(read_only).toBe(true)
    expect(cap_drop).toEqual(['ALL'])
    expect(new URL(environment.DATABASE_URL ?? '').password).toBe('')
    expect(volumes).toEqual(['archive:/data'])
  }
  expect(services.worker?.deploy?.replicas).toBe(2)
  // Podman's own format of images has none, so the service has that of the Containerfile.
  const [, inImage = '[]'] = /^HEALTHCHECK .*\\\n\s+CMD (\[.+\])$/m.exec(read('Containerfile')) ?? []
  expect(services.worker.healthcheck?.test).toEqual(['CMD', ...JSON.parse(inImage)])
})

test('every variable that compose.yaml and the units need is in an example file', () => {
  const needed = [...read('deploy/compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name)
  for (const name of needed)
    expect(read('deploy/compose.env.example')).toMatch(new RegExp(`^#?${name}=`, 'm'))
  for (const [unit, example] of [
    ['deploy/mondo-crawl.service', 'deploy/crawl.env.example'],
    ['deploy/mondo-work.service', 'deploy/work.env.example'],
  ] as const)
    for (const [, name = ''] of unitCommand(unit)
      .join(' ')
      .matchAll(/\$\{?([A-Z_]+)/g))
      expect(read(example)).toMatch(new RegExp(`^${name}=`, 'm'))
})

test('the timer starts a unit that is there, and systemd finds no fault in the units', () => {
  expect(units).toContain('deploy/mondo-crawl.timer'.replace(/timer$/, 'service'))
  const folder = mkdtempSync(join(tmpdir(), 'mondo-units-'))
  try {
    const copies = units.map((unit) => join(folder, unit.slice('deploy/'.length)))
    // systemd wants the program to be there: Node stands in for an installed mondo.
    for (const [index, copy] of copies.entries())
      writeFileSync(
        copy,
        read(units[index] ?? '').replace(/^ExecStart=mondo/m, `ExecStart=${process.execPath}`),
      )
    const verified = runTool(['systemd-analyze', 'verify', ...copies])
    if (verified !== null) expect(verified).toEqual({ exitCode: 0, output: '' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('alert rules use metrics and labels that mondo has', () => {
  const byName = new Map<string, readonly string[]>(
    Object.values(metrics).map(({ name, labels }) => [name, labels as readonly string[]]),
  )
  const rules: { alert: string; expr: string }[] = parse(read('deploy/alerts.yml')).groups[0].rules
  expect(rules.length).toBeGreaterThan(5)
  for (const { alert, expr } of rules) {
    const named = [...expr.matchAll(/(mondo_[a-z_]+)(?:\{([a-z_]+))?/g)]
    expect(named.length, alert).toBeGreaterThan(0)
    for (const [, name = '', label] of named) {
      expect(byName.has(name), name).toBe(true)
      if (label !== undefined) expect(byName.get(name)).toContain(label)
    }
  }
})

test('promtool finds no fault in the rules, and each fires only when it should', () => {
  const checked = runTool(['promtool', 'check', 'rules', pathOf('deploy/alerts.yml')])
  if (checked !== null) expect(checked.exitCode, checked.output).toBe(0)
  const tested = runTool(['promtool', 'test', 'rules', pathOf('deploy/alerts.test.yml')])
  if (tested !== null) expect(tested.exitCode, tested.output).toBe(0)
  const rules: { alert: string }[] = parse(read('deploy/alerts.yml')).groups[0].rules
  const proven = read('deploy/alerts.test.yml')
  for (const { alert } of rules) expect(proven).toContain(`alertname: ${alert}\n`)
})

test('promtool finds no fault in the names and help of the metrics', async () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
  const collected = new CrawlMetrics({ clock: new SkippingClock(), log, ofProcess: true })
  collected.exchanged({ hostGroup: 'okwave.jp', answer: 200, bytes: 1000, seconds: 0.2 })
  collected.runStarted('nightly')
  collected.runEnded('nightly', 0)
  const exposed = await collected.text()
  expect(exposed).toContain('mondo_run_exit_code{schedule="nightly"} 0')
  const checked = runTool(['promtool', 'check', 'metrics'], exposed)
  if (checked !== null) expect(checked).toEqual({ exitCode: 0, output: '' })
})

test('a tool that is not installed is named', () => {
  const said: string[] = []
  expect(runTool(['mondo-no-such-tool', 'check'], '', (line) => void said.push(line))).toBeNull()
  expect(said).toEqual(['mondo-no-such-tool is not installed: check was not run'])
})
