/**
 * Hashes a password as Postgres stores it, as psql's \password does: the password itself never crosses the connection and
 * never appears in a server's log of statements. RFC 5802; the format is that of pg_authid.rolpassword.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

/** The default of Postgres (scram_iterations). */
const iterations = 4096

/** The caller has made sure that the password is printable ASCII, which needs no SASLprep. */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest('base64')
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
