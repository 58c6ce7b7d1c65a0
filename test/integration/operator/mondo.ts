/** Runs the program as a user does: `bin/mondo.js` in a process and a folder of its own. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))

export interface Ran {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** @param folder The working directory. @param environment Beside that of this process; DATABASE_URL is not passed on. */
export async function mondoIn(
  folder: string,
  args: readonly string[],
  {
    environment = {},
    stdin = '',
  }: { readonly environment?: NodeJS.ProcessEnv; readonly stdin?: string } = {},
): Promise<Ran> {
  const { DATABASE_URL: _, ...inherited } = process.env
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...inherited, ...environment },
    stdio: 'pipe',
  })
  child.stdin.end(stdin)
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((ended) => child.on('close', ended)),
  ])
  return { exitCode, stdout, stderr }
}
