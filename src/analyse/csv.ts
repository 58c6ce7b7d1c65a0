/** Writes comma-separated values by RFC 4180: lines end in CRLF; null is empty, an empty text is "". */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvField).join(',')}\r\n`
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Without it a spreadsheet takes UTF-8 for the encoding of its system. */
export const byteOrderMark = '\ufeff'

/**
 * A text that no spreadsheet runs: with an apostrophe before what begins like a formula (OWASP, CSV injection), also behind
 * white space and in full width.
 */
export function inertText<Value>(value: Value): Value | string {
  return typeof value === 'string' && /^[\s\u0000]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value)
    ? `'${value}`
    : value
}
