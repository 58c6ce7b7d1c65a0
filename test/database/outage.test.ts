import { describe, expect, test } from 'vitest'
import { Outage } from '../../src/database/outage.ts'
import { MondoError } from '../../src/model/errors.ts'
import { SkippingClock } from '../crawl/skipping-clock.ts'

const withCode = (code: string, message = 'gone') => Object.assign(new Error(message), { code })
const restart = withCode('57P01', 'terminating connection due to administrator command')

function outageOf(waitSeconds: number, signal = new AbortController().signal) {
  const started: unknown[] = []
  const clock = new SkippingClock()
  const outage = new Outage({ clock, signal, waitSeconds, onStart: (error) => started.push(error) })
  return { outage, started, clock }
}

describe('an outage of the database', () => {
  test.each([
    ['a server that shuts down', restart],
    ['a server that starts', withCode('57P03')],
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a cut connection', new Error('Connection terminated unexpectedly')],
    ['an error of mondo that it caused', new MondoError('database-unreachable', 'x', { cause: restart })],
    [
      'an error that suppressed it',
      Object.assign(new Error('x'), { error: new Error('y'), suppressed: restart }),
    ],
  ])('may pass after %s', async (_, error) => {
    expect(await outageOf(10).outage.mayPass(error)).toBe(true)
  })

  test.each([
    ['a full disk', withCode('53100')],
    ['a full disk that cut the connection', withCode('57P01', 'No space left on device')],
    ['a server without connections', withCode('53300')],
    ['a wrong statement', withCode('42601')],
    ['a defect', new TypeError('x is not a function')],
    ['what is no error', 'gone'],
  ])('does not explain %s', async (_, error) => {
    const { outage, started } = outageOf(10)
    expect(await outage.mayPass(error)).toBe(false)
    expect(started).toEqual([])
  })

  test('is announced once, retried each second, and given up after the wait', async () => {
    const { outage, started, clock } = outageOf(3)
    const begun = clock.now().getTime()
    const answers: boolean[] = []
    for (let look = 0; look < 5; look += 1) answers.push(await outage.mayPass(restart))
    expect(answers).toEqual([true, true, true, false, false])
    expect(clock.now().getTime() - begun).toBe(3_000)
    expect(started).toEqual([restart])
  })

  test('begins anew after the database was of use', async () => {
    const { outage, started } = outageOf(1)
    expect([await outage.mayPass(restart), await outage.mayPass(restart)]).toEqual([true, false])
    outage.end()
    expect(await outage.mayPass(restart)).toBe(true)
    expect(started).toHaveLength(2)
  })

  test('is not waited for without a wait, nor by a command that is being stopped', async () => {
    const never = outageOf(0)
    expect(await never.outage.mayPass(restart)).toBe(false)
    expect(never.started).toEqual([])
    expect(await outageOf(10, AbortSignal.abort()).outage.mayPass(restart)).toBe(false)
  })
})
