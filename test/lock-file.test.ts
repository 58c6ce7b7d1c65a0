/** package-lock.json: what `npm ci` installs is what was locked, on every platform. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
  readonly integrity?: string
}

const root = fileURLToPath(new URL('../', import.meta.url))
const text = readFileSync(`${root}package-lock.json`, 'utf8')
const { packages }: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(text)

/** Bytes of all files of a package, without the packages inside it. */
function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => {
      const path = `${folder}/${entry.name}`
      return sum + (entry.isDirectory() ? bytesOf(path) : statSync(path).size)
    }, 0)
}

test('what an installed mondo brings stays below 160 packages and 80 MB', () => {
  const brought = Object.entries(packages).filter(
    ([path, { dev, optional }]) => path !== '' && dev !== true && optional !== true,
  )
  expect(brought.length).toBeGreaterThan(100)
  expect(brought.length).toBeLessThan(160)
  const megabytes = brought.map(([path]) => bytesOf(root + path) / 1e6)
  expect(megabytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(80)
})

test('every locked package has its integrity (run node scripts/complete-lock-file.ts to add it)', () => {
  const without = Object.entries(packages).filter(([path, { link, integrity }]) => {
    return path !== '' && link !== true && integrity === undefined
  })
  expect(Object.keys(packages).length).toBeGreaterThan(100)
  expect(without.map(([path]) => path)).toEqual([])
})
