/** Help on narrow terminals: where a description has no room beside its term, it stands below it. */
import type { Help } from 'commander'
import { wrapped } from './wrapped.ts'

/** A column of descriptions that is narrower would have a word or two a line. */
const leastBeside = 36
const below = 6

/** For `configureHelp`, in place of commander's own, which does not wrap such descriptions at all. */
export function formatItem(
  this: Help,
  term: string,
  termWidth: number,
  description: string,
  helper: Help,
): string {
  const width = helper.helpWidth ?? 80
  const room = width - termWidth - 4
  const text = description.replaceAll(/\s+/g, ' ')
  const lines = wrapped(text, room >= leastBeside ? room : width - below)
  if (room < leastBeside) return [`  ${term}`, ...lines.map((line) => ' '.repeat(below) + line)].join('\n')
  const indent = ' '.repeat(termWidth + 4)
  return [`  ${term.padEnd(termWidth + 2)}${lines[0] ?? ''}`, ...lines.slice(1).map((line) => indent + line)]
    .join('\n')
    .trimEnd()
}
