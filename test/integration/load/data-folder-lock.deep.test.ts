import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockDataFolder } from '../../../src/database/data-folder-lock.ts'
import { openStore } from '../../../src/database/store.ts'

let parent: string
let folder: string
const children: ChildProcess[] = []

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mondo-lock-'))
  folder = join(parent, 'db')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(parent, { recursive: true, force: true })
})

/** Another process that tries for the folder when told to. */
async function rival(how: 'lock' | 'open' = 'lock') {
  const script = fileURLToPath(new URL('hold-folder.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, how], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => String((await lines.next()).value)
  expect(await nextLine()).toBe('ready')
  return {
    pid: child.pid,
    take: async () => {
      child.stdin.write('go\n')
      return await nextLine()
    },
    kill: async () => {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The lock of a process that ended without releasing it. */
async function leaveStaleLock(): Promise<void> {
  const dead = await rival()
  expect(await dead.take()).toBe('held')
  await dead.kill()
}

describe('the lock of a database folder', () => {
  test('lies beside the folder while it is held, and is removed on release', async () => {
    const lock = await lockDataFolder(folder)
    expect(await readdir(parent)).toEqual(['db.lock'])
    expect(JSON.parse(await readFile(lock.path, 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
    })
    await lock.release()
    await lock.release()
    expect(await readdir(parent)).toEqual([])
  })

  test('cannot be taken twice by this process, under any name of the folder', async () => {
    await mkdir(folder)
    await symlink(folder, join(parent, 'alias'))
    const lock = await lockDataFolder(folder)
    for (const name of [folder, `${folder}/`, join(parent, 'alias')]) {
      await expect(lockDataFolder(name)).rejects.toMatchObject({
        code: 'data-folder-locked',
        message: `The database folder ${name} is in use by this process (pid ${process.pid}).`,
      })
    }
    await lock.release()
    await (await lockDataFolder(join(parent, 'alias'))).release()
  })

  test('refuses another process, names the holder, and is free afterwards', async () => {
    const lock = await lockDataFolder(folder)
    const other = await rival()
    expect(await other.take()).toBe(
      `data-folder-locked The database folder ${folder} is in use by process ${process.pid}.`,
    )
    await lock.release()
    expect(await other.take()).toBe('held')
    await expect(lockDataFolder(folder)).rejects.toThrow(`in use by process ${other.pid}.`)
  })

  test('is taken over from a killed process', async () => {
    await leaveStaleLock()
    const lock = await lockDataFolder(folder)
    expect(await readdir(parent)).toEqual(['db.lock'])
    await lock.release()
  })

  test('goes to one of several processes that find it dead', async () => {
    await leaveStaleLock()
    const rivals = await Promise.all(Array.from({ length: 4 }, () => rival()))
    const answers = await Promise.all(rivals.map((one) => one.take()))
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(1)
    expect(answers.filter((answer) => answer.startsWith('data-folder-locked'))).toHaveLength(3)
    expect(await readdir(parent)).toEqual(['db.lock'])
  })

  test('goes to one of several takers within a process too', async () => {
    await leaveStaleLock()
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataFolder(folder)))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(parent)).toEqual(['db.lock'])
  })

  test('is not blocked by a process killed during a takeover', async () => {
    await leaveStaleLock()
    await writeFile(`${folder}.lock.takeover`, await readFile(`${folder}.lock`))
    await lockDataFolder(folder)
    expect(await readdir(parent)).toEqual(['db.lock'])
  })

  test.runIf(process.platform === 'linux')(
    'a pid that another process has now does not hold it',
    async () => {
      await writeFile(
        `${folder}.lock`,
        JSON.stringify({ pid: process.pid, startedAt: '1', host: hostname() }),
      )
      await expect(lockDataFolder(folder)).resolves.toMatchObject({ path: `${folder}.lock` })
    },
  )

  test('a lock of another machine counts as held while its heartbeat continues', async () => {
    await writeFile(`${folder}.lock`, JSON.stringify({ pid: 1, startedAt: '1', host: 'elsewhere' }))
    await expect(lockDataFolder(folder)).rejects.toMatchObject({
      message: `The database folder ${folder} is in use by process 1 on elsewhere.`,
      hint: expect.stringContaining('30 s after its last sign of life'),
    })
  })

  test('emptied by a power failure is free', async () => {
    await writeFile(`${folder}.lock`, '')
    await expect(lockDataFolder(folder)).resolves.toMatchObject({ path: `${folder}.lock` })
  })

  test('keeps what a process committed before it was killed', async () => {
    const first = await rival('open')
    expect(await first.take()).toBe('held')
    await expect(openStore(`pglite:${folder}`)).rejects.toMatchObject({ code: 'data-folder-locked' })
    await first.kill()
    const store = await openStore(`pglite:${folder}`)
    expect(await store.db.selectFrom('qa.question').select('question_id').execute()).toEqual([
      { question_id: '101' },
    ])
    await store.close()
    expect(await readdir(parent)).toEqual(['db'])
  })
})
