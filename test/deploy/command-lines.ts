/** What the files in deploy/ and the Containerfile say: command lines of mondo, and the tools that can check a file. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const root = new URL('../../', import.meta.url)
export const pathOf = (path: string) => fileURLToPath(new URL(path, root))
export const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

export interface ComposeService {
  readonly image: string
  readonly command?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] }
  readonly deploy?: { readonly replicas: number }
  readonly environment: { readonly DATABASE_URL?: string }
  readonly volumes: readonly string[]
}

interface Services {
  readonly [name: string]: ComposeService
  readonly worker: ComposeService
  readonly schedule: ComposeService
}

export const composeServices = (): Services => parse(read('deploy/compose.yaml'), { merge: true }).services

/** Words of an `ExecStart=`, without the program. */
export function unitCommand(path: string): readonly string[] {
  const [, line = ''] = /^ExecStart=mondo (.+)$/m.exec(read(path)) ?? []
  return line.split(' ')
}

/** The arguments of the Containerfile's CMD. */
export function imageCommand(): readonly string[] {
  const [, words = ''] = /^CMD (\[.+\])$/m.exec(read('Containerfile')) ?? []
  return JSON.parse(words)
}

export interface ToolRun {
  readonly exitCode: number | null
  readonly output: string
}

/** Runs a tool of the machine; null, and a line that says so, where it is not installed. */
export function runTool(
  [tool = '', ...args]: readonly string[],
  input = '',
  says = (line: string): unknown => process.stderr.write(`${line}\n`),
): ToolRun | null {
  const { error, status, stdout, stderr } = spawnSync(tool, args, { input, encoding: 'utf8' })
  if (error === undefined) return { exitCode: status, output: stdout + stderr }
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  says(`${tool} is not installed: ${args.join(' ')} was not run`)
  return null
}
