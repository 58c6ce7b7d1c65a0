import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ConnectionWatchdog } from '../../src/database/stalled-connections.ts'

describe('a silent connection', () => {
  let asked = 0
  let isAlive = true
  let answers = true
  let socket: Socket
  let wires: ConnectionWatchdog
  beforeEach(() => {
    vi.useFakeTimers()
    asked = 0
    answers = true
    socket = new Socket()
    wires = new ConnectionWatchdog(
      async () => {
        asked += 1
        return answers ? isAlive : new Promise<never>(() => undefined)
      },
      { silentMs: 30_000, checkEveryMs: 5_000, connectMs: 10_000 },
    )
  })
  afterEach(() => {
    wires.close()
    vi.useRealTimers()
  })

  test('is closed if an answer is owed and the server gives no sign of life', async () => {
    isAlive = false
    wires.add(socket, () => true)
    const failed = new Promise((resolve) => socket.once('error', resolve))
    await vi.advanceTimersByTimeAsync(29_000)
    expect({ asked, isCut: socket.destroyed }).toEqual({ asked: 0, isCut: false })
    await vi.advanceTimersByTimeAsync(6_000)
    expect({ asked, isCut: socket.destroyed }).toEqual({ asked: 1, isCut: true })
    expect(await failed).toMatchObject({ code: '08006' })
  })

  test('is closed, like the next one, if the server goes away during the probe', async () => {
    answers = false
    const [failed, next] = [vi.fn(), new Socket()]
    for (const one of [socket, next]) one.once('error', failed)
    wires.add(socket, () => true)
    await vi.advanceTimersByTimeAsync(44_000)
    expect({ asked, isCut: socket.destroyed }).toEqual({ asked: 1, isCut: false })
    await vi.advanceTimersByTimeAsync(1_000)
    expect({ asked, isCut: socket.destroyed }).toEqual({ asked: 1, isCut: true })
    wires.add(next, () => true)
    await vi.advanceTimersByTimeAsync(50_000)
    expect({ asked, isCut: next.destroyed }).toEqual({ asked: 2, isCut: true })
    await vi.advanceTimersByTimeAsync(0)
    expect(failed).toHaveBeenCalledTimes(2)
  })

  test('is kept while the server is alive, and probed again after the same silence', async () => {
    isAlive = true
    wires.add(socket, () => true)
    await vi.advanceTimersByTimeAsync(65_000)
    expect({ asked, isCut: socket.destroyed }).toEqual({ asked: 2, isCut: false })
  })

  test('is left alone while no answer is owed', async () => {
    isAlive = false
    wires.add(socket, () => false)
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect({ asked, isCut: socket.destroyed }).toEqual({ asked: 0, isCut: false })
  })
})
