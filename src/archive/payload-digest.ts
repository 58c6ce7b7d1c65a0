/** Computes the WARC-Payload-Digest of a capture. */
import { hash } from 'node:crypto'
import type { Capture } from '../model/capture.ts'

/**
 * WARC-Payload-Digest: `sha256:` and hex digits, over the body as received, transfer decoding undone and content
 * encoding not (WARC 1.1, section 5.9: the payload of a response is its entity body).
 */
export function payloadDigest(capture: Pick<Capture, 'body'>): string {
  return sha256(capture.body)
}

/** `sha256:` and hex digits. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${hash('sha256', bytes)}`
}
