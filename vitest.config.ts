import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Tests start mondo from its sources some thousand times, and threads of it: with what V8 compiled for the first, each takes
// half of the CPU time to start.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
  new URL('node_modules/.cache/mondo-tests', import.meta.url),
)

// Projects: `unit` needs nothing, `integration` starts PGlite and embedded Postgres by itself, `deep` does so too
// and holds what takes long (*.deep.test.ts: npm test stays short without it; .ci/run runs it), `conformance`
// reads public suites from a folder beside the checkout and says so when it is not there.
const deep = ['test/**/*.deep.test.ts']
// Deep tests that put modules of their own in place of the parser or the pool: each has a process to itself.
const withOtherModules = [
  'test/cli/commands/crawl/demo.deep.test.ts',
  'test/integration/crawl/ways-in.deep.test.ts',
  'test/integration/reparse/{rejected,rejected-command}.deep.test.ts',
]
// Tests of `unit` or `integration` and of `deep`: `deep` draws all inputs of properties (test/draws.ts), and runs crawls on every store.
const inBoth = [
  'test/parse/{any-markup,robustness,site-markup}.test.ts',
  'test/integration/crawl/{crawl-rows,manners}.test.ts',
]
const onLoopback = {
  // Files of one worker share their modules, which halves the time. What a test stubs ends with it.
  isolate: false,
  unstubEnvs: true,
  unstubGlobals: true,
  restoreMocks: true,
  // No test sends anything beyond this machine, nor does a process that one starts.
  setupFiles: ['test/set-up.ts'],
  env: { NODE_OPTIONS: `--import=${new URL('test/loopback-only.ts', import.meta.url)}` },
}
const onStores = {
  ...onLoopback,
  setupFiles: ['test/set-up.ts', 'test/integration/set-up.ts'],
  env: {
    NODE_OPTIONS: `${onLoopback.env.NODE_OPTIONS} --import=${new URL('test/pglite-seed.ts', import.meta.url)}`,
  },
  // Threads that a test file starts preload the same modules as its process.
  execArgv: [`--import=${new URL('test/pglite-seed.ts', import.meta.url)}`],
  globalSetup: ['test/integration/postgres-server.ts'],
  // Limits for what hangs: no test depends on speed.
  testTimeout: 300_000,
  hookTimeout: 300_000,
}

export default defineConfig({
  test: {
    // They wait for databases and processes more than they compute: on two cores a third worker halves the time.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          ...onLoopback,
          // One project behind the other: a worker is used again by files of its own project only.
          sequence: { groupOrder: 1 },
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/conformance/**', 'test/chaos/**', ...deep],
          // Limits for what hangs: no test depends on speed.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: deep,
          ...onStores,
        },
      },
      {
        test: {
          name: 'deep',
          include: [...deep, ...inBoth],
          exclude: withOtherModules,
          ...onStores,
          env: { ...onStores.env, MONDO_TEST_DRAWS: 'all' },
        },
      },
      {
        test: {
          name: 'deep-isolated',
          include: withOtherModules,
          ...onStores,
          isolate: true,
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 60_000,
          ...onLoopback,
        },
      },
    ],
  },
})
