/**
 * Loaded into a crawler before its program: a system clock that can be set. How far it is off, in milliseconds, stands in
 * the file `$CHAOS_CLOCK`; it is read at the start and at SIGUSR2, as if the machine's clock had been set.
 * `performance.now()` is not affected, like the kernel's monotonic clock.
 */
import { readFileSync } from 'node:fs'

const file = process.env['CHAOS_CLOCK']
const SystemDate = Date
let offset = 0

if (file !== undefined) {
  const read = (): void => {
    offset = Number(readFileSync(file, 'utf8'))
  }
  read()
  process.on('SIGUSR2', read)
  globalThis.Date = new Proxy(SystemDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [SystemDate.now() + offset] : given, newTarget),
    apply: () => new Date().toString(),
    get: (target, name, receiver) =>
      name === 'now' ? () => SystemDate.now() + offset : Reflect.get(target, name, receiver),
  })
}
