import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HashedFile, wholeFolder } from '../../../src/analyse/export/whole-folder.ts'
import { thisProcess } from '../../../src/database/process-liveness.ts'

let parent = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mondo-whole-'))
})
afterEach(async () => await rm(parent, { recursive: true }))
const fill = async (folder: string): Promise<string> => {
  await writeFile(join(folder, 'a.txt'), 'whole')
  return folder
}

describe('a whole folder', () => {
  test('is written beside its place and renamed, and its parents are made', async () => {
    const place = join(parent, 'deep', 'out')
    const written = await wholeFolder(place, async (folder) => {
      expect(await readdir(join(parent, 'deep'))).toEqual([basename(folder)])
      return await fill(folder)
    })
    expect(basename(written)).toMatch(/^\.out\..*\.partial$/)
    expect(await readdir(join(parent, 'deep'))).toEqual(['out'])
    expect(await readFile(join(place, 'a.txt'), 'utf8')).toBe('whole')
  })

  test('takes the place of an empty folder, never of one with something in it', async () => {
    const place = join(parent, 'out')
    await mkdir(place)
    await wholeFolder(place, fill)
    expect(await readdir(place)).toEqual(['a.txt'])
    await expect(wholeFolder(place, fill)).rejects.toMatchObject({
      code: 'usage',
      message: `${place} is not empty.`,
      hint: 'Give a folder that is not there yet: an export never mixes with another.',
    })
    expect(await readdir(parent)).toEqual(['out'])
  })

  test('leaves nothing behind when writing fails', async () => {
    const failure = new Error('no row')
    const place = join(parent, 'out')
    const fails = async (folder: string) => {
      await fill(folder)
      throw failure
    }
    await expect(wholeFolder(place, fails)).rejects.toBe(failure)
    expect(await readdir(parent)).toEqual([])
  })

  test('removes what a killed process of this host left for the same place, and nothing else', async () => {
    const { pid, startedAt } = thisProcess()
    const host = hostname()
    // No process has a number this high, and one of this number began at another time.
    const abandoned = [`.out.${host}.99999999..aaaaaaaa.partial`]
    const kept = [
      `.out.${host}.${pid}.${startedAt ?? ''}.bbbbbbbb.partial`,
      `.out.else.where.99999999..cccccccc.partial`,
      `.other.${host}.99999999..dddddddd.partial`,
      `.out.${host}.99999999..eeeeeeee.kept`,
      '.out.99999999..ffffffff.partial',
    ]
    for (const name of [...abandoned, ...kept]) await mkdir(join(parent, name))
    await wholeFolder(join(parent, 'out'), fill)
    expect((await readdir(parent)).sort()).toEqual([...kept, 'out'].sort())
  })

  test('a place that cannot be one is wrong use', async () => {
    const file = join(parent, 'file')
    await writeFile(file, '')
    await expect(wholeFolder(join(file, 'out'), fill)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^Cannot write .*file\/out: ENOTDIR/),
      hint: 'Give another --out folder.',
    })
  })

  test('a full disk is not wrong use', async () => {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' })
    const fails = () => Promise.reject(full)
    await expect(wholeFolder(join(parent, 'out'), fails)).rejects.toMatchObject({
      code: 'disk-full',
      message: `Cannot write ${join(parent, 'out')}: no space left.`,
      cause: full,
      hint: 'Nothing is left behind: make room, or give an --out folder on another disk, and export again.',
    })
  })
})

test('a hashed file knows its bytes and its digest, and is never one that was there', async () => {
  const path = join(parent, 'file')
  const file = await HashedFile.create(path)
  await file.write('日本')
  await file.write(new Uint8Array([0x0a]))
  const said = await file.finish()
  await file.close()
  expect(said).toEqual({ bytes: 7, sha256: createHash('sha256').update('日本\n').digest('hex') })
  expect(await readFile(path, 'utf8')).toBe('日本\n')
  await expect(HashedFile.create(path)).rejects.toMatchObject({ code: 'EEXIST' })
})
