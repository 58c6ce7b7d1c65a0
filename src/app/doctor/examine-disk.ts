/** Looks at the disk of the data folder: whether it can be written to, and how much of it is free. */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { freeBytesOf } from '../../model/free-bytes.ts'
import { type Finding, mend } from './finding.ts'

const leastFree = 64e6
const comfortablyFree = 2e9

/** Looks at the folder, or at the nearest one above it where it is yet to be made. Never throws. */
export async function examineDisk(
  folder: string,
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): Promise<Finding> {
  let there = resolve(folder)
  while (!(await isThere(there)) && dirname(there) !== there) there = dirname(there)
  try {
    await access(there, constants.W_OK)
    if (!(await stat(there)).isDirectory()) throw new Error('not a folder')
  } catch {
    return {
      what: 'disk',
      state: 'mend',
      found: `${there} cannot be written to`,
      advice: 'Give another --data folder, or the right to write there',
    }
  }
  try {
    return roomOf(folder, await freeBytes(there))
  } catch (error) {
    // Such as a network file system whose server does not answer.
    return mend('disk', error)
  }
}

function roomOf(folder: string, free: number): Finding {
  const found = `${folder}: ${(free / 1e9).toFixed(1)} GB free`
  if (free < leastFree)
    return { what: 'disk', state: 'mend', found, advice: 'Make room: a crawl stops below 64 MB' }
  const isSmall = free < comfortablyFree
  return {
    what: 'disk',
    state: isSmall ? 'note' : 'ok',
    found,
    advice: isSmall ? 'A page takes about 15 kB in the archive; --min-free stops a crawl in time' : null,
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
