/**
 * `mondo/archive`: reads captures from WARC files, mondo's own and other tools'.
 *
 * @example
 * ```ts
 * import { inflatedBody, readCaptures } from 'mondo/archive'
 *
 * for await (const { capture } of readCaptures('mondo-data/archive/20261120-1.warc.gz')) {
 *   const body = inflatedBody(capture)
 *   console.log(capture.url, capture.status, body.kind === 'whole' ? body.bytes.byteLength : body.kind)
 * }
 * ```
 */
export { ArchiveDamaged } from './archive/archive-damaged.ts'
export { type FileReport, type Problem, verifyFile } from './archive/verify.ts'
export { type LocatedCapture, readCapture, readCaptures } from './archive/warc-reader.ts'
export {
  type Capture,
  type CaptureLocation,
  type CaptureRequest,
  type Header,
  headerOf,
  type TruncatedBecause,
} from './model/capture.ts'
export { type InflatedBody, inflatedBody } from './model/inflated-body.ts'
