/** Maps the errors of undici, llhttp and Node's net, tls and dns to the few reasons that a crawl distinguishes. */
import { errors } from 'undici'
import { codeOf } from '../model/errors.ts'
import type { FailReason } from '../model/visit-outcome.ts'
import { AddressRefused } from './address-guard.ts'
import { TunnelRefused } from './lenient/connections.ts'
import { NotHttp } from './lenient/head-reader.ts'

/** Null for an error that is not a network failure: that is a bug, and must not be blamed on the host. */
export function failReason(error: unknown, requestWasSent: boolean): FailReason | null {
  // llhttp errors have codes of their own, and some have none.
  if (error instanceof errors.HTTPParserError) return 'protocol'
  if (error instanceof NotHttp) return 'protocol'
  if (error instanceof TunnelRefused || isProxyRefusal(error)) return 'connect'
  if (error instanceof errors.SocketError && unasked.has(error.message)) return 'protocol'
  const code = errorCode(error)
  if (code === null) return null
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'timeout'
  if (dnsCodes.has(code)) return 'dns'
  if (tlsCode.test(code)) return 'tls'
  if (protocolCodes.has(code)) return 'protocol'
  if (socketCodes.has(code)) return requestWasSent ? 'disconnect' : 'connect'
  return null
}

/**
 * Whether undici's parser refused the response, so that the lenient reader may take it. Not for headers beyond the limit:
 * they are beyond its limit too.
 */
export function isRefusedByParser(error: unknown): boolean {
  return failReason(error, true) === 'protocol' && errorCode(error) !== 'UND_ERR_HEADERS_OVERFLOW'
}

/** What to say of an error. undici blames Content-Length for almost any header that its parser refuses. */
export function detailOf(error: unknown): string {
  if (error instanceof errors.ResponseContentLengthMismatchError)
    return 'the response is not HTTP/1.1 as it is written'
  return error instanceof Error ? error.message : String(error)
}

/** undici reports a proxy's refusal as an invalid argument (407) or as an abort (any other status). */
function isProxyRefusal(error: unknown): boolean {
  if (error instanceof errors.InvalidArgumentError) return error.message.includes('(407)')
  return error instanceof errors.RequestAbortedError && /^Proxy response \(\d+\)/.test(error.message)
}

/** The address guard's refusal, also inside Node's AggregateError for several addresses; null when there is none. */
export function addressRefusal(error: unknown): AddressRefused | null {
  if (error instanceof AddressRefused) return error
  if (error instanceof AggregateError) {
    for (const inner of error.errors) {
      const refusal = addressRefusal(inner)
      if (refusal !== null) return refusal
    }
  }
  return null
}

/** undici's messages for an unsolicited 100 Continue and 101 Switching Protocols. */
const unasked = new Set(['bad response', 'bad upgrade'])

const dnsCodes = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_NODATA',
  'EAI_FAIL',
  'ENODATA',
  'ESERVFAIL',
  'ETIMEOUT',
])

/** OpenSSL's certificate error codes have no common prefix (`UNABLE_TO_VERIFY_LEAF_SIGNATURE`). */
const tlsCode =
  /^(?:ERR_TLS_|ERR_SSL_|UND_ERR_PRX_TLS$|EPROTO$|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED)/

const protocolCodes = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_INFO',
  'UND_ERR_NOT_SUPPORTED',
])

const socketCodes = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_PRX_CONN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EPIPE',
  'EACCES',
  'EPERM',
])

/** Node wraps the failures of several addresses in an AggregateError that may lack a code of its own. */
function errorCode(error: unknown): string | null {
  return codeOf(error) ?? (error instanceof AggregateError ? errorCode(error.errors[0]) : null)
}
