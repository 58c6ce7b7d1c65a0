/** `crawl.capture`: one row for each response, pointing into the archive. */
import type { Kysely } from 'kysely'
import { payloadDigest } from '../../archive/payload-digest.ts'
import type { Database } from '../../database/schema/schema.ts'
import { headerOf } from '../../model/capture.ts'
import { identifyPage } from '../../parse/links/sites.ts'
import type { ArchivedCapture } from '../politeness/paced-exchange.ts'
import { type CrawlScope, pageAt } from '../scope/crawl-scope.ts'

export async function insertCaptures(
  trx: Kysely<Database>,
  runId: string,
  archived: readonly ArchivedCapture[],
  about: { readonly crawlScope: CrawlScope; readonly encodings: ReadonlyMap<string, string | null> },
): Promise<void> {
  if (archived.length === 0) return
  await trx
    .insertInto('crawl.capture')
    .values(
      archived.map(({ capture, location }) => {
        const { site, path } = pageAt(about.crawlScope, capture.url, 0) ?? identifyPage(capture.url)
        return {
          capture_id: capture.id,
          run_id: runId,
          site,
          path,
          url: capture.url,
          captured_at: capture.capturedAt,
          status: capture.status,
          warc_file: location.file,
          warc_offset: location.offset,
          warc_length: location.length,
          payload_digest: payloadDigest(capture),
          content_type: headerOf(capture.headers, 'content-type'),
          encoding: about.encodings.get(capture.id) ?? null,
          truncated: capture.truncated,
          ip_address: capture.ipAddress,
          body_bytes: capture.body.byteLength,
        }
      }),
    )
    .execute()
}
