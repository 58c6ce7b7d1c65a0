/** The embedded database on a disk that fills up. */
import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('fill-disk.ts', import.meta.url))

/** A mount namespace needs root, or the right to be root in a user namespace. */
const namespaces = [['--mount'], ['--map-root-user', '--mount']]
const namespace = namespaces.find((options) => spawnSync('unshare', [...options, 'true']).status === 0)

/** Each with a shell script that runs its arguments on a disk at `$1`. */
const disks: readonly (readonly [name: string, shell: readonly string[], script: string])[] = [
  // Any user may lower it. 20 MB in blocks of 512 bytes: more than a WAL segment.
  ['whose files may grow no further', ['sh'], 'ulimit -f 40000 && shift && exec "$@"'],
  ...(namespace === undefined
    ? []
    : [
        [
          'that is a small tmpfs',
          ['unshare', ...namespace, 'sh'],
          'mount -t tmpfs -o size=70m tmpfs "$1" && shift && exec "$@"',
        ] as const,
      ]),
]

test.each(disks)(
  'a full disk %s ends the database, and committed data is not lost',
  async (_, shell, script) => {
    const { path } = temporaryFolder()
    const [command = '', ...options] = shell
    const args = [...options, '-c', script, 'sh', path, process.execPath, program, path]
    const { stdout } = await run(command, args)
    const { code, committed, counts } = JSON.parse(stdout)
    expect(code).toBe('disk-full')
    expect(committed).toBeGreaterThan(0)
    expect(counts).toEqual(Array(committed).fill(5000))
  },
  300_000,
)
