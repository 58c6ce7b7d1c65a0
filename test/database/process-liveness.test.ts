import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { isLiving, thisProcess } from '../../src/database/process-liveness.ts'

test('this process is alive', () => {
  expect(isLiving(thisProcess())).toBe(true)
})

test('a process that has ended is not, even if its pid is in use again', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(isLiving({ ...thisProcess(), pid: child.pid ?? 0 })).toBe(false)
})

test.runIf(process.platform === 'linux')('a zombie does not live', async () => {
  // The shell becomes `sleep`, which never asks how its child ended.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(createInterface({ input: parent.stdout }), 'line')
    const pid = Number(line)
    const status = (of: unknown) => readFileSync(`/proc/${of}/stat`, 'latin1')
    await expect.poll(() => status(parent.pid), { interval: 5 }).toContain('(sleep)')
    const startedAt = status(pid).split(' ')[21] ?? null
    expect(isLiving({ ...thisProcess(), pid, startedAt })).toBe(true)
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => status(pid), { interval: 5 }).toContain(') Z ')
    expect(isLiving({ ...thisProcess(), pid, startedAt })).toBe(false)
  } finally {
    parent.kill('SIGKILL')
  }
})

test('a process on another machine cannot be checked and counts as alive', () => {
  expect(isLiving({ pid: 1, startedAt: null, host: 'elsewhere' })).toBe(true)
})
