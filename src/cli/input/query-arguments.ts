/** Lets `mondo sql` take a query that begins with a comment, which looks like an option: `mondo sql "$(cat query.sql)"`. */

/** A line end before such a query means nothing to SQL. */
export function withQueries(args: readonly string[]): readonly string[] {
  return args[0] === 'sql' ? args.map((arg) => (beginsWithComment(arg) ? `\n${arg}` : arg)) : args
}

/** Options have a name without white space, and `--` alone ends them. */
function beginsWithComment(arg: string): boolean {
  return arg.startsWith('--') && arg !== '--' && !/^--[a-z][a-z-]*(?:=|$)/.test(arg)
}
