/** `mondo check`: runs the data checks over the database. */
import type { Command } from 'commander'
import { exitCodes } from '../../../app/exit-codes.ts'
import { type CommonFlags, commonOptions, withCommonOptions } from '../../options/common-options.ts'
import type { Terminal } from '../../output/terminal.ts'

export function registerCheck(program: Command, terminal: Terminal): void {
  withCommonOptions(program.command('check'), [
    'mondo check',
    'mondo check --db postgres://owner:password@host/mondo --json',
  ])
    .summary('check the data in the database')
    .description(
      'Runs the data checks (sql/checks) in one snapshot of the database and prints a table of results: counts against\n' +
        'rows, orphans, best answers, overlapping history, times in the future, encodings gone wrong.\n' +
        'Exit 4 where a check of severity error finds rows; warnings never fail.\n' +
        'With --json: {"passed","checks":[{"name","description","severity","result","offending","examples"}]}.',
    )
    .action((flags: CommonFlags) => check(flags, terminal))
}

async function check(flags: CommonFlags, terminal: Terminal): Promise<void> {
  const { databaseUrl, json } = commonOptions(flags)
  const { readStore } = await import('../../../database/store.ts')
  const { runChecks } = await import('../../../analyse/run-checks.ts')

  const checks = await readStore(databaseUrl, process.env, runChecks, undefined, {
    besideHolder: true,
  })
  const failed = checks.filter(({ result }) => result === 'failed')
  if (failed.length > 0) terminal.exitCode = exitCodes.gateTripped
  if (json) return await terminal.printJson({ passed: failed.length === 0, checks })
  const { fittedTable } = await import('../../output/fitted-table.ts')
  const width = terminal.columns
  const rows = checks.map(({ name, result, offending }) => [name, result, offending])
  await terminal.print(fittedTable(['check', 'result', 'rows'], rows, { width }))
  for (const { name, description, examples } of checks.filter(({ offending }) => offending > 0)) {
    await terminal.print(`\n${name}: ${description}`)
    const columns = Object.keys(examples[0] ?? {})
    const cells = examples.map((example) => columns.map((column) => example[column]))
    await terminal.print(fittedTable(columns, cells, { maxCellWidth: 60, width }))
  }
}
