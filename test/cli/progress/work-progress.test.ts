import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { logWork } from '../../../src/cli/progress/work-progress.ts'
import { nothingLoaded } from '../../../src/load/load-counts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a worker that could not begin logs no end', () => {
  const info = vi.fn()
  logWork({ debug: info, warn: info, info })[Symbol.dispose]()
  expect(info).not.toHaveBeenCalled()
})

test('a worker logs what it has done each minute, and at its end', () => {
  const lines: [string, object][] = []
  const log = {
    debug: () => undefined,
    warn: () => undefined,
    info: (facts: object, message: string) => void lines.push([message, facts]),
  }
  {
    using progress = logWork(log)
    const { observer } = progress
    progress.begin()
    observer.hostIs?.('a.example', { kind: 'working' })
    observer.exchanged?.({ hostGroup: 'a.example', answer: 200, bytes: 10, seconds: 1 })
    vi.advanceTimersByTime(60_000)
    const visits = [{ outcome: { kind: 'unchanged' } as const }]
    observer.committed?.({ hostGroup: 'a.example', visits, counts: nothingLoaded, added: 3, seconds: 1 })
  }
  vi.advanceTimersByTime(600_000)
  expect(lines).toEqual([
    [
      'working',
      { slices: 0, visits: 0, requests: 1, bytes: 10, found: 0, rejected: 0, hosts: ['a.example'] },
    ],
    ['work ended', { slices: 1, visits: 1, requests: 1, bytes: 10, found: 3, rejected: 0 }],
  ])
})
