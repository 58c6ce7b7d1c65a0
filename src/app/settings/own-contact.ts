/** The contact of whoever runs a worker: it signs the requests of crawls that others started. */
import { readConfig } from '../config.ts'
import { assertContact } from './contact.ts'

/**
 * The flag where it is not empty, else the contact of the configuration file; '' where there is neither. A crawl in the queue keeps none: sites must
 * reach who operates the machine that asks them.
 *
 * @throws MondoError `usage` for a contact that reaches nobody
 */
export function ownContact(flag: string, config: string | undefined): string {
  const configured = config === undefined ? undefined : readConfig(config).contact
  const contact = flag === '' ? (configured ?? '').trim() : flag
  assertContact(contact)
  return contact
}
