/** Writes the text of `docs/commands.md` from the help of every command. */
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Terminal } from '../src/cli/output/terminal.ts'
import { run } from '../src/cli/program.ts'

/** The same on a terminal of any width: help is wrapped at 80 columns where stdout is none. */
export async function commandReference(): Promise<string> {
  const sections: string[] = []
  const add = async (path: readonly string[]): Promise<void> => {
    const help = await helpOf(path)
    sections.push(`## ${['mondo', ...path].join(' ')}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\``)
    for (const name of commandsIn(help)) await add([...path, name])
  }
  await add([])
  return `${[head, ...sections].join('\n\n')}\n`
}

const head = `# Commands

<!-- Written by \`node scripts/write-command-reference.ts\`, from the help of the program. Change that, not this file. -->

What \`mondo COMMAND --help\` prints, for every command.`

async function helpOf(path: readonly string[]): Promise<string> {
  const stdout = new PassThrough()
  const terminal = new Terminal({ stdin: Readable.from([]), stdout, stderr: new PassThrough() })
  const printed = text(stdout)
  await run([...path, '--help'], terminal)
  stdout.end()
  return await printed
}

/** Names under `Commands:` but for `help`; the lines of a wrapped description are indented further. */
function commandsIn(help: string): readonly string[] {
  const [, list = ''] = /^Commands:\n((?:.+\n)*)/m.exec(help) ?? []
  return [...list.matchAll(/^ {2}(\w[\w-]*)/gm)].flatMap(([, name = 'help']) => (name === 'help' ? [] : name))
}
