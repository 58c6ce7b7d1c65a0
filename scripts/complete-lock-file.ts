/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out because the registry at hand does
 * not carry them: without their entries `npm ci` refuses the lock file everywhere. Asks the registry for the integrity of
 * each package that has none. Run it after changing dependencies.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

interface LockedPackage {
  readonly version?: string
  readonly link?: boolean
  integrity?: string
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
for (const [path, locked] of Object.entries(lock.packages)) {
  if (path === '' || locked.link === true || locked.integrity !== undefined) continue
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const integrity = integrityOf(`${name}@${locked.version}`)
  if (integrity !== null) lock.packages[path] = { ...locked, integrity }
  else process.stdout.write(`no integrity for ${name}@${locked.version}: the registry does not carry it\n`)
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`)

/** Null where the registry at hand does not carry the package. */
function integrityOf(spec: string): string | null {
  try {
    return execFileSync('npm', ['view', spec, 'dist.integrity'], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

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
