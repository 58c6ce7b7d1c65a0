/** Opens the archive for writing, with this program's warcinfo record. */
import { WarcWriter } from '../archive/warc-writer.ts'
import { productToken } from '../fetch/user-agent.ts'
import { mondoVersion } from '../model/package-files.ts'
import { systemClock as clock } from './system-clock.ts'

/**
 * `contact`: the operator; of a crawl with several contacts the one for hosts without their own. `collection`: a name for
 * captures that belong together. Throws what the file system throws.
 */
export async function openArchive(
  dir: string,
  contact: string | undefined,
  collection?: string,
): Promise<WarcWriter> {
  const software = `${productToken}/${mondoVersion()}`
  // RFC 9309 is what "obey" means here; the User-Agent itself is in every request record.
  const info = {
    ...(contact ? { operator: contact } : {}),
    ...(collection === undefined ? {} : { isPartOf: collection }),
    robots: 'obey',
  }
  return await WarcWriter.open({ dir, software, clock, info })
}
