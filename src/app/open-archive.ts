/** The archive of this program: what its warcinfo records tell a reader of years to come. */
import { WarcWriter } from '../archive/warc-writer.ts'
import { productToken } from '../fetch/user-agent.ts'
import { mondoVersion } from '../model/version.ts'
import { systemClock as clock } from './system-clock.ts'

/**
 * `contact`: who runs this; of a crawl with several, the one that hosts get which have none of their own. `collection`:
 * what the captures belong to, where they belong together.
 */
export async function openArchive(
  dir: string,
  contact: string | undefined,
  collection?: string,
): Promise<WarcWriter> {
  const software = `${productToken}/${mondoVersion()}`
  // RFC 9309 is what "obey" means here; the User-Agent itself stands in every request record.
  const info = {
    ...(contact ? { operator: contact } : {}),
    ...(collection === undefined ? {} : { isPartOf: collection }),
    robots: 'obey',
  }
  return await WarcWriter.open({ dir, software, clock, info })
}
