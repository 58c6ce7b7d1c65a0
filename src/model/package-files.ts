/** Finds the files that come with mondo, from its sources in a checkout and from the compiled package alike. */
import { existsSync, readFileSync } from 'node:fs'

/** Whether this is a checkout's own TypeScript; an installed package runs what `npm run build` made of it. */
export const runsFromSource = import.meta.url.endsWith('.ts')

/** A file or folder (`sql/checks/`) by its path from the folder of package.json. */
export function packageFile(path: string): URL {
  let folder = new URL('.', import.meta.url)
  while (!existsSync(new URL('package.json', folder))) {
    const above = new URL('..', folder)
    if (above.href === folder.href) throw new Error(`no package.json above ${import.meta.url}`)
    folder = above
  }
  return new URL(path, folder)
}

/** The version in package.json. */
export function mondoVersion(): string {
  known ??= JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { readonly version: string }
  return known.version
}

/** Every request names the version. */
let known: { readonly version: string } | null = null
