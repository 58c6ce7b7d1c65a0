/** WARC records as other programs write them. */

/** One plain record; `fields` add to the usual ones or replace them. */
export function foreignRecord(
  type: string,
  block: string | Uint8Array,
  fields: Readonly<Record<string, string>> = {},
  lineEnd = '\r\n',
): Buffer {
  const bytes = Buffer.from(block as string)
  const head = Object.entries({
    'WARC-Type': type,
    'WARC-Record-ID': `<urn:uuid:${crypto.randomUUID()}>`,
    'WARC-Date': '2013-07-08T03:34:00Z',
    'WARC-Target-URI': 'http://site.example/qa/q1.html',
    'Content-Length': String(bytes.length),
    ...fields,
  }).map(([name, value]) => `${name}: ${value}${lineEnd}`)
  return Buffer.concat([
    Buffer.from(`WARC/1.0${lineEnd}${head.join('')}${lineEnd}`),
    bytes,
    Buffer.from(lineEnd.repeat(2)),
  ])
}
