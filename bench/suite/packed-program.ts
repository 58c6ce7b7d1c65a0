/** The program as it is published: packed, unpacked elsewhere, with the dependencies of this checkout. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

export interface PackedProgram {
  /** Holds `bin` and `dist`. */
  readonly folder: string
  /** Arguments of node. */
  readonly bin: string
}

let packed: Promise<PackedProgram> | null = null

/** Built and packed once a run; removed when the process ends normally. */
export async function packedProgram(): Promise<PackedProgram> {
  packed ??= pack()
  return await packed
}

/** Removes it, if it was made. */
export async function removePackedProgram(): Promise<void> {
  if (packed === null) return
  await rm(join((await packed).folder, '../..'), { recursive: true, force: true })
}

async function pack(): Promise<PackedProgram> {
  const home = await mkdtemp(join(tmpdir(), 'mondo-packed-'))
  // Below node_modules, where the program knows itself to be installed.
  const folder = join(home, 'node_modules', 'mondo')
  await mkdir(folder, { recursive: true })
  await run('npm', ['pack', '--silent', '--pack-destination', home], { cwd: root })
  const tarball = (await readdir(home)).find((name) => name.endsWith('.tgz')) ?? ''
  await run('tar', ['-xf', join(home, tarball), '-C', folder, '--strip-components=1'])
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return { folder, bin: join(folder, 'bin', 'mondo.js') }
}
