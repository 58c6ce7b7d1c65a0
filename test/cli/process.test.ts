/** The program as a process of its own: what only a real process shows. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
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

test('a thread that was started early does not keep a program that needs none', async () => {
  const page = await folder.file('one.html', '<p>A page about cats.</p>')
  const child = start('src/cli/main.ts', ['parse', page, '--nope'])
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect({ stderr, code }).toEqual({
    stderr: "mondo: parse: unknown option '--nope'. See mondo parse --help\n",
    code: 2,
  })
})

describe('a reader that closes the pipe early', () => {
  // More than a pipe holds, so that the program is still writing when its reader leaves: each line names its long path.
  const long = `${'a'.repeat(200)}/${'b'.repeat(200)}`
  const leavingReader = async (args: readonly string[]) => {
    const child = start('src/cli/main.ts', args)
    const stderr = text(child.stderr)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const [code] = await once(child, 'exit')
    return { code, stderr: await stderr }
  }

  test('is not an error: exit 0, stderr empty', async () => {
    for (let page = 0; page < 300; page++) {
      await folder.file(`pages/${long}/${page}.html`, '<p>A page about cats.</p>')
    }
    expect(await leavingReader(['parse', `${folder.path}/pages`])).toEqual({ code: 0, stderr: '' })
  })

  test('makes no success of a failure that comes after it: exit 4', async () => {
    for (let page = 0; page < 300; page++) {
      await folder.file(`strict/${long}/${page}.html`, '<p>A page about cats.</p>')
    }
    await folder.file('strict/z.html', '<p>A page that is cut off <b')
    expect(await leavingReader(['parse', '--strict', `${folder.path}/strict`])).toEqual({
      code: 4,
      stderr: '',
    })
  })
})

// Of Linux: a device that refuses every byte as a full disk does.
if (existsSync('/dev/full')) {
  test.each([[['--help']], [['parse', '-', '--url', 'https://x.example/']]])(
    'a full disk behind stdout is one line: exit 8 (%j)',
    async (args) => {
      const full = openSync('/dev/full', 'w')
      const child = spawn(process.execPath, [path('src/cli/main.ts'), ...args], {
        stdio: ['pipe', full, 'pipe'],
      })
      closeSync(full)
      child.stdin?.end('<p>A page about cats.</p>')
      const stderr = child.stderr === null ? Promise.resolve('') : text(child.stderr)
      const [code] = await once(child, 'exit')
      expect(code).toBe(8)
      expect(await stderr).toMatch(
        /^mondo: the output cannot be written: no space left on the disk\. [^\n]*\n$/,
      )
    },
  )
}

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
