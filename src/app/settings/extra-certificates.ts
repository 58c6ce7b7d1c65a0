/**
 * NODE_EXTRA_CA_CERTS: more certificates that Node trusts. Where it cannot read them, it goes on without them and prints a line of
 * its own with the first connection, which no program can take back: not as JSON where a log collector reads, and the crawl
 * that needs them has parked its hosts by then. A file without a certificate that it can read is passed over in silence.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { MondoError } from '../../model/errors.ts'

/**
 * @throws MondoError `usage` where the variable names a file that cannot be read, has no certificate that Node reads, or a damaged
 *   one
 */
export function assertExtraCertificates(environment: Readonly<Record<string, string | undefined>>): void {
  const path = environment['NODE_EXTRA_CA_CERTS'] ?? ''
  if (path === '') return
  const text = readText(path)
  const certificates = certificatesIn(text)
  if (certificates.length === 0) {
    const form = /^-----BEGIN /m.test(text) ? '' : '-inform der '
    throw refused(path, 'has no certificate that Node reads', {
      hint: `It must hold PEM: lines from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----. Convert another form with: openssl x509 ${form}-in FILE -out FILE.pem`,
    })
  }
  try {
    for (const certificate of certificates) new X509Certificate(certificate)
  } catch (cause) {
    // The words of OpenSSL are for programmers.
    throw refused(path, 'has a damaged certificate', { cause })
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (cause) {
    throw refused(path, `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

function refused(
  path: string,
  why: string,
  details: { readonly cause?: unknown; readonly hint?: string },
): MondoError {
  return new MondoError('usage', `NODE_EXTRA_CA_CERTS: ${path} ${why}`, {
    hint: 'Correct the path or the file, or unset the variable',
    ...details,
  })
}

/** Names that Node looks for, at the beginning of a line. It passes over `TRUSTED CERTIFICATE`. */
const begin = /^(?=-----BEGIN (?:X509 )?CERTIFICATE-----)/m

/** From one beginning to the next, so that one without an end is not passed over. */
function certificatesIn(text: string): string[] {
  // The line break keeps what comes before the first beginning a part of its own.
  return `\n${text}`.split(begin).slice(1)
}
