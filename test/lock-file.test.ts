/** package-lock.json: what `npm ci` installs is what was locked, on every platform. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly link?: boolean; readonly integrity?: string }>>
}

test('every locked package has its integrity (run node scripts/complete-lock-file.ts to add it)', () => {
  const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
  const { packages } = JSON.parse(text) as LockFile
  const without = Object.entries(packages).filter(([path, { link, integrity }]) => {
    return path !== '' && link !== true && integrity === undefined
  })
  expect(Object.keys(packages).length).toBeGreaterThan(100)
  expect(without.map(([path]) => path)).toEqual([])
})
