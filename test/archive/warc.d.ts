/** What is used here of `warc` 1.0.1, which has no types. */
declare module 'warc' {
  import type { Transform } from 'node:stream'

  /** One item a record. */
  export interface WARCStreamRecord {
    readonly protocol: string
    readonly headers: Readonly<Record<string, string>>
    readonly content: Buffer
  }

  export default class WARCStream extends Transform {}
}
