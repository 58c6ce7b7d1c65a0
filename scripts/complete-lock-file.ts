/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out because the registry at hand does
 * not carry them: without their entries `npm ci` refuses the lock file everywhere. Run it after changing dependencies.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> }

for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(dev === undefined ? {} : { dev }),
      optional: true,
      ...platformOf(name),
    }
    process.stdout.write(`added ${name}@${version}\n`)
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`)

/** As Node resolves: beside the dependent, then in each folder above. */
function isLocked(path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] !== undefined) return true
    if (folder === '') return false
  }
}

/** Packages of prebuilt binaries carry their platform in their names. */
function platformOf(name: string): { os?: string[]; cpu?: string[] } {
  const os = ['darwin', 'linux', 'win32', 'freebsd', 'openbsd', 'android', 'windows'].find((one) =>
    name.includes(one),
  )
  const cpu = ['arm64', 'x64', 'ia32', 'ppc64', 'arm', 's390x', 'riscv64'].find((one) => name.includes(one))
  return {
    ...(os === undefined ? {} : { os: [os === 'windows' ? 'win32' : os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
  }
}
