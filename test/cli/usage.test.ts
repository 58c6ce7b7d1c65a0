import { describe, expect, test } from 'vitest'
import { runMondo } from './run-mondo.ts'

describe('wrong use', () => {
  test.each([
    [['parse', '--nope', 'x.html'], "mondo: parse: unknown option '--nope'. See mondo parse --help"],
    [
      ['parse', '--strct', 'x'],
      "mondo: parse: unknown option '--strct' (Did you mean --strict?). See mondo parse --help",
    ],
    [['parse'], "mondo: parse: missing required argument 'path'. See mondo parse --help"],
    [['prase'], "mondo: unknown command 'prase' (Did you mean parse?). See mondo --help"],
    [['site', 'new', 'x'], "mondo: site new: missing required argument 'page'. See mondo site new --help"],
    [['--nope'], "mondo: unknown option '--nope'. See mondo --help"],
  ])('%j prints one line that says what, where and what to do, exit 2', async (args, line) => {
    const said = await runMondo(args)
    expect(said).toEqual({ exitCode: 2, stdout: '', stderr: `${line}\n` })
  })

  test('an invalid URL is reported with its option', async () => {
    const said = await runMondo(['parse', 'x.html', '--url', 'okwave.jp/qa/q1.html'])
    expect(said.exitCode).toBe(2)
    expect(said.stderr).toBe(
      "mondo: parse: option '--url <url>' argument 'okwave.jp/qa/q1.html' is invalid. " +
        'Give an absolute URL, as in https://okwave.jp/qa/q1.html. See mondo parse --help\n',
    )
  })

  test('no command shows the help, exit 2', async () => {
    const said = await runMondo([])
    expect(said.exitCode).toBe(2)
    expect(said.stdout).toBe('')
    expect(said.stderr).toContain('Usage: mondo COMMAND')
  })
})

describe('help', () => {
  const commands = ['demo', 'crawl', 'fetch', 'parse', 'load', 'status', 'sql']

  test('lists every command', async () => {
    const { exitCode, stdout } = await runMondo(['--help'])
    expect(exitCode).toBe(0)
    for (const command of commands) expect(stdout).toContain(`\n  ${command} `)
  })

  test.each(commands)('of %s has the common options and examples, exit 0', async (command) => {
    const { exitCode, stdout, stderr } = await runMondo([command, '--help'])
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    for (const part of ['--data <dir>', '--db <url>', '--json', 'Examples:', `\n  mondo ${command}`]) {
      expect(stdout).toContain(part)
    }
  })

  test('--version prints only the version', async () => {
    const { exitCode, stdout } = await runMondo(['--version'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

test('every command has examples', async () => {
  const { commandReference } = await import('../../scripts/command-reference.ts')
  const sections = (await commandReference()).split('\n## ').slice(1)
  const without = sections.filter((section) => !section.includes('\nExamples:\n  mondo'))
  expect(without.map((section) => section.split('\n')[0])).toEqual([])
})
