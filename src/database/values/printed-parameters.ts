/** Parameters of a statement as Postgres reads them. */

export function printedParameter(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `{${value.map(listElement).join(',')}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function listElement(value: unknown): string {
  if (Array.isArray(value)) return printedParameter(value) ?? 'NULL'
  const printed = printedParameter(value)
  return printed === null ? 'NULL' : `"${printed.replace(/["\\]/g, '\\$&')}"`
}
