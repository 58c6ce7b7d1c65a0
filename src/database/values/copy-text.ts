/** Writes rows in the text format of COPY: one line per row, values separated by tabs, `\N` for null. */
import { printedParameter } from './printed-parameters.ts'

/** Writes the given fields of each row, in this order. An object is written as JSON, an array as a Postgres array. */
export function copyText(
  rows: ReadonlyArray<Readonly<Record<string, unknown>>>,
  fields: readonly string[],
): string {
  let text = ''
  for (const row of rows) {
    let separator = ''
    for (const field of fields) {
      text += separator + copyValue(row[field])
      separator = '\t'
    }
    text += '\n'
  }
  return text
}

function copyValue(value: unknown): string {
  const printed = typeof value === 'string' ? value : printedParameter(value)
  if (printed === null) return '\\N'
  return special.test(printed) ? printed.replace(everySpecial, (found) => escapes[found] ?? found) : printed
}

const special = /[\\\t\n\r]/
const everySpecial = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
