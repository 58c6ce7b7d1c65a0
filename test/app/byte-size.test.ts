import { expect, test } from 'vitest'
import { byteSize, byteText, diskRoom } from '../../src/app/byte-size.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'

test('reads sizes such as 500MB and 2 GB', () => {
  expect(['2GB', '1.5 gb', '500MB', '20kB', '7', '12'].map(byteSize)).toEqual([2e9, 1.5e9, 5e8, 2e4, 7, 12])
})

test('returns null for text that is not a size', () => {
  expect(['', '2 gigs', '-1GB', '1e9'].map(byteSize)).toEqual([null, null, null, null])
})

test('formats sizes in the largest unit that they fill', () => {
  expect([2e9, 1_234_567, 999].map(byteText)).toEqual(['2.0 GB', '1.2 MB', '999 bytes'])
  expect([1e12, 1e9, 1e6, 1e3, 0].map(byteText)).toEqual(['1.0 TB', '1.0 GB', '1.0 MB', '1.0 kB', '0 bytes'])
})

test('says what is short when free space is below the limit, else returns null', async () => {
  const { path: folder } = temporaryFolder()
  expect(await diskRoom({ archive: folder, database: folder }, 1)()).toBeNull()
  expect(await diskRoom({ archive: folder, database: null }, Number.MAX_SAFE_INTEGER)()).toMatch(
    /free on the disk of the archive, less than/,
  )
})
