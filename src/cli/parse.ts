import type { Command } from 'commander'
import { withCommonOptions } from './common-options.ts'
import type { Terminal } from './output.ts'

export function registerParse(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('parse'), ['mondo parse page.html --url https://okwave.jp/qa/q1.html'])
    .description('turn saved pages into records, one JSON outcome a line')
    .argument('<path...>', 'HTML files')
    .action(async () => {
      await terminal.print('')
    })
}
