/**
 * Checks NODE_EXTRA_CA_CERTS, a file of additional certificates that Node trusts. If Node cannot read the file, it continues
 * without it and prints a warning at the first connection. The program cannot suppress that line, which is not JSON as log
 * collectors expect, and by then the crawl that needs the certificates has parked its hosts. Node silently ignores a file
 * without a readable certificate.
 */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { MondoError } from '../../model/errors.ts'

/**
 * @throws MondoError `usage` if the file that the variable names cannot be read, contains no certificate that Node reads, or
 *   contains a damaged one
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
    // The message of OpenSSL is only for developers, so it is kept as the cause.
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

/** The PEM headers that Node accepts, at the beginning of a line. It ignores `TRUSTED CERTIFICATE`. */
const begin = /^(?=-----BEGIN (?:X509 )?CERTIFICATE-----)/m

/** Splits at each header, so that a certificate without an end line is detected too. */
function certificatesIn(text: string): string[] {
  // The added line break separates any text before the first header into a part of its own, which is dropped.
  return `\n${text}`.split(begin).slice(1)
}
