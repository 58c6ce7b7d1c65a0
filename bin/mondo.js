#!/usr/bin/env node
// Starts mondo. Plain JavaScript that old Node versions understand, because its first task is to find one that is new
// enough: the running one, else the one that `npm ci` put into the checkout (the dev dependency `node`).
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import module from 'node:module'
import { constants, homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

// Node does not strip types below node_modules, so an installed package runs its compiled files.
const isCheckout =
  !/[\\/]node_modules[\\/]/.test(root) && existsSync(new URL('../src/cli/main.ts', import.meta.url))
const entry = isCheckout ? '../src/cli/main.ts' : '../dist/cli/main.js'
const ownNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))

if (isNewEnough(process.versions.node)) {
  if (process.env.MONDO_RELAUNCHED) exitWithParent()
  if (!isCheckout) keepCompiledCode()
  await import(entry)
} else if (isCheckout && existsSync(ownNode)) {
  relaunch()
} else {
  const remedy = isCheckout
    ? 'Run `npm ci` here, which brings one, or install it from nodejs.org'
    : 'Install it from nodejs.org'
  process.stderr.write(
    `mondo: needs Node 22.19 or a later 22, or Node 24 or later; this is ${process.versions.node}. ${remedy}\n`,
  )
  process.exitCode = 1
}

/** `^22.19.0 || >=24.0.0`, as `engines` in package.json: the oldest that undici 8 runs on and the next that is maintained. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major === 22 ? minor >= 19 : major >= 24
}

/**
 * Lets V8 keep what it compiles for the next start. Not in Node's default, a folder below /tmp that everyone shares: what is
 * read from it runs. Where there is no folder of this user's to write, each start compiles anew. NODE_COMPILE_CACHE
 * names another folder, and NODE_DISABLE_COMPILE_CACHE=1 keeps nothing.
 */
function keepCompiledCode() {
  if (process.env.NODE_COMPILE_CACHE) return
  try {
    const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mondo')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (process.getuid && statSync(folder).uid !== process.getuid()) return
    module.enableCompileCache(folder)
    // Worker threads have caches of their own, which they find by the environment.
    process.env.NODE_COMPILE_CACHE = folder
  } catch {
    // A read-only or missing home is no reason not to start.
  }
}

/** Runs this file again on the checkout's own Node, and behaves towards the outside as if it were that process. */
function relaunch() {
  const child = spawn(
    ownNode,
    [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    {
      // The channel carries no messages: its end tells the child that this process is gone, even by SIGKILL.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, MONDO_RELAUNCHED: '1' },
    },
  )
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP']
  const forward = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  child.on('error', (error) => {
    process.stderr.write(`mondo: cannot start ${ownNode}: ${error.message}. Run \`npm ci\` again\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward)
    if (signal === null) process.exit(code ?? 1)
    process.kill(process.pid, signal)
    // Where the signal does not end this process (SIGHUP under nohup): what a shell would say.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 100)
  })
}

function exitWithParent() {
  delete process.env.MONDO_RELAUNCHED
  if (process.channel === undefined) return
  process.on('disconnect', () => process.exit(1))
  // Listening must not keep the process alive when its work is done.
  process.channel.unref()
}
