/** `mondo completion`: a script that completes commands and options in a shell. */
import { Argument, type Command } from 'commander'
import { bashCompletion } from '../../completion/bash.ts'
import { commandTree } from '../../completion/command-tree.ts'
import { fishCompletion } from '../../completion/fish.ts'
import { zshCompletion } from '../../completion/zsh.ts'
import type { Terminal } from '../../output/terminal.ts'

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const

export function registerCompletion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .summary('print a script that completes commands in a shell')
    .description('Prints a script for bash, zsh or fish, made from the commands and options of this version.')
    .addArgument(new Argument('<shell>', 'which').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      '\nExamples:\n  mondo completion bash > mondo.bash && source mondo.bash\n' +
        '  mondo completion bash > ~/.local/share/bash-completion/completions/mondo\n' +
        '  mondo completion zsh > ~/.mondo-completion.zsh\n' +
        '  mondo completion fish > ~/.config/fish/completions/mondo.fish',
    )
    .action(async (shell: keyof typeof scripts) => {
      await terminal.write(scripts[shell](commandTree(program)))
    })
}
