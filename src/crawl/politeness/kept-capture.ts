/** What is kept of an archived capture until its slice is committed: all but its bytes, which for 200 pages may be a gigabyte. */
import { payloadDigest } from '../../archive/payload-digest.ts'
import type { Capture, CaptureHead, CaptureLocation } from '../../model/capture.ts'

export interface KeptCapture {
  readonly capture: CaptureHead
  readonly location: CaptureLocation
  /** As sent on the wire. */
  readonly bodyBytes: number
  readonly payloadDigest: string
  /** Milliseconds from the request to the end of its response; absent where an archive is all that is left of them. */
  readonly elapsedMs?: number
}

export function keptCapture(
  { body, raw: _, ...capture }: Capture,
  location: CaptureLocation,
  elapsedMs?: number,
): KeptCapture {
  return {
    capture,
    location,
    bodyBytes: body.byteLength,
    payloadDigest: payloadDigest({ body }),
    ...(elapsedMs === undefined ? {} : { elapsedMs }),
  }
}
