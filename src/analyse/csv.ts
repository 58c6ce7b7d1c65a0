/** Writes comma-separated values by RFC 4180: lines end in CRLF; null is empty, an empty text is "". */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(csvField).join(',')}\r\n`
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = plainText(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function plainText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return hexText(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Bytes as Postgres prints them: \x00ff. */
export function hexText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes).toString('hex')}`
}
