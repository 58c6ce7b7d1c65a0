/** Where an installed program keeps the code that V8 compiled for it. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()

/** An installed package whose program prints the folder that its worker threads would find. */
function installed(home: string): string {
  const root = join(home, 'node_modules', 'mondo')
  mkdirSync(join(root, 'dist', 'cli'), { recursive: true })
  cpSync(fileURLToPath(new URL('../../bin', import.meta.url)), join(root, 'bin'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(join(root, 'dist', 'cli', 'main.js'), 'console.log(process.env.NODE_COMPILE_CACHE ?? null)')
  return join(root, 'bin', 'mondo.js')
}

function kept(bin: string, environment: Readonly<Record<string, string>>): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin], {
    env: environment,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout.trim()
}

test('compiled code is kept in the cache folder of the user, which nobody else may read', () => {
  const home = join(folder.path, 'one')
  const cache = join(home, '.cache', 'mondo')
  expect(kept(installed(home), { HOME: home })).toBe(cache)
  expect(statSync(cache).mode & 0o777).toBe(0o700)
  expect(kept(installed(home), { HOME: home, XDG_CACHE_HOME: join(home, 'other') })).toBe(
    join(home, 'other', 'mondo'),
  )
})

test('another folder may be named, and a home that cannot be written stops nothing', () => {
  const home = join(folder.path, 'two')
  const bin = installed(home)
  expect(kept(bin, { HOME: home, NODE_COMPILE_CACHE: join(home, 'mine') })).toBe(join(home, 'mine'))
  writeFileSync(join(home, 'file'), '')
  expect(kept(bin, { HOME: join(home, 'file') })).toBe('null')
})
