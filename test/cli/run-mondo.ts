/** Runs the command line in this process, as `main.ts` does, and hands back what it said. */
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Terminal } from '../../src/cli/output/terminal.ts'
import { run } from '../../src/cli/program.ts'

export interface Said {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export async function runMondo(args: readonly string[], stdin = ''): Promise<Said> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const said = Promise.all([text(stdout), text(stderr)])
  const exitCode = await run(
    args,
    new Terminal({ stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr }),
  )
  stdout.end()
  stderr.end()
  const [out, err] = await said
  return { exitCode, stdout: out, stderr: err }
}
