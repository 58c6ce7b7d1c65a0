/**
 * Loaded into a crawler and into each of its threads before anything else: parses in `weak-thread.ts`. Its threads seem to
 * use twenty times the CPU time that they do, so that a page that hangs is given up after 2 s instead of 40 s.
 */
import { registerHooks } from 'node:module'
import { isMainThread, Worker } from 'node:worker_threads'

const realThread = new URL('../../src/workers/parser-thread.ts', import.meta.url).href
const weakThread = new URL('weak-thread.ts', import.meta.url).href
const hasten = 20

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    return found.url === realThread && context.parentURL !== weakThread
      ? { ...found, url: weakThread }
      : found
  },
})

if (isMainThread && 'cpuUsage' in Worker.prototype) {
  const { prototype } = Worker
  const cpuUsage = prototype.cpuUsage
  prototype.cpuUsage = async function (previous) {
    const { user, system } = await cpuUsage.call(this, previous)
    return { user: user * hasten, system: system * hasten }
  }
}
