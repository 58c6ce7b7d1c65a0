/** The program as a process of its own: what only a real process shows. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const start = (program: string, args: readonly string[]) =>
  spawn(process.execPath, [path(program), ...args], { stdio: ['pipe', 'pipe', 'pipe'] })

describe.each(['bin/mondo.js', 'src/cli/main.ts'])('%s', (program) => {
  test('runs the program and returns its exit code', async () => {
    const child = start(program, ['nope'])
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    expect({ stdout, stderr, code }).toEqual({
      stdout: '',
      stderr: "mondo: unknown command 'nope'. See mondo --help\n",
      code: 2,
    })
  })
})

test('a reader that closes the pipe early is not an error: exit 0, stderr empty', async () => {
  // More than a pipe holds, so that the program is still writing when its reader leaves: each line names its long path.
  const long = `${'a'.repeat(200)}/${'b'.repeat(200)}`
  for (let page = 0; page < 300; page++) {
    await folder.file(`pages/${long}/${page}.html`, '<p>A page about cats.</p>')
  }
  const child = start('src/cli/main.ts', ['parse', `${folder.path}/pages`])
  const stderr = text(child.stderr)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  const [code] = await once(child, 'exit')
  expect({ code, stderr: await stderr }).toEqual({ code: 0, stderr: '' })
})

test('a signal stops a load cleanly: exit 130, and one line', async () => {
  const child = start('src/cli/main.ts', ['load', '-', '--data', `${folder.path}/data`, '--verbose'])
  const stderr = text(child.stderr)
  // The pipe is emptied by the program alone: once this is written, it is reading, with its signals in hand.
  await new Promise((resolve) => child.stdin.write(`${' '.repeat(1024 * 1024)}\n`, resolve))
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  expect(code).toBe(130)
  expect((await stderr).split('\n')[0]).toBe('mondo: stopped by a signal. Run it again to continue')
})
