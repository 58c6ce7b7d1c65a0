/**
 * NODE_EXTRA_CA_CERTS: more certificates that Node trusts. Where it cannot read them, it goes on without them and prints a line of
 * its own with the first connection, which no program can take back: not as JSON where a log collector reads, and the crawl
 * that needs them has parked its hosts by then.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { MondoError } from '../../model/errors.ts'

/** @throws MondoError `usage` where the variable names a file that cannot be read, or holds a damaged certificate */
export function assertExtraCertificates(environment: Readonly<Record<string, string | undefined>>): void {
  const path = environment['NODE_EXTRA_CA_CERTS'] ?? ''
  if (path === '') return
  try {
    for (const certificate of certificatesIn(readFileSync(path, 'latin1'))) new X509Certificate(certificate)
  } catch (cause) {
    // The words of OpenSSL are for programmers. A system error has an errno.
    const isOfFile = cause instanceof Error && 'errno' in cause
    const why = isOfFile ? `cannot be read: ${cause.message}` : 'has a damaged certificate'
    throw new MondoError('usage', `NODE_EXTRA_CA_CERTS: ${path} ${why}`, {
      cause,
      hint: 'Correct the path or the file, or unset the variable',
    })
  }
}

const begin = '-----BEGIN CERTIFICATE-----'

/** From one beginning to the next, so that one without an end is not passed over. */
function certificatesIn(text: string): string[] {
  return text
    .split(begin)
    .slice(1)
    .map((rest) => begin + rest)
}
