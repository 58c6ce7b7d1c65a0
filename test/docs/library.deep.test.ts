/** The examples of docs/library.md: type-checked together with the sources, and run in a folder of their own. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const examples = [
  ...readFileSync(join(root, 'docs/library.md'), 'utf8').matchAll(/^```ts\n(.*?)^```/gms),
].map(([, code = '']) => code)
const folder = mkdtempSync(join(tmpdir(), 'mondo-library-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// A package calls itself by name (package.json `exports`), but those files are built; here the sources stand for them.
const face = (name: string | undefined) => JSON.stringify(join(root, `src/${name ?? 'index'}.ts`))
for (const [at, code] of examples.entries()) {
  const local = code.replaceAll(/(from ')mondo(?:\/([a-z]+))?'/g, (_, _from, name) => `from ${face(name)}`)
  writeFileSync(join(folder, `example-${at}.ts`), `${local}\nexport {}\n`)
}
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    include: ['*.ts', join(root, 'src/**/*.d.ts')],
    compilerOptions: { noUnusedLocals: false, rewriteRelativeImportExtensions: false },
  }),
)

test('every example compiles', () => {
  expect(examples.length).toBeGreaterThan(6)
  const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], {
    encoding: 'utf8',
  })
  expect(status, stdout).toBe(0)
})

test.each(examples.map((code, at) => [code.split('\n')[0], at]))('%s … runs', (_, at) => {
  const { stderr, status } = spawnSync(process.execPath, [`example-${at}.ts`], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
})
