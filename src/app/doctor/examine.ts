/** Looks whether a crawl could run here: what is right, what will be in the way, and what to do about it. */
import { connect } from 'node:net'
import { proxiesOf } from '../../fetch/proxies.ts'
import { configPath, readConfig } from '../config.ts'
import { isPublic } from '../crawl-manners.ts'
import { contactFault, exampleContact } from '../settings/contact.ts'
import { assertExtraCertificates } from '../settings/extra-certificates.ts'
import { examineDatabase } from './examine-database.ts'
import { examineDisk } from './examine-disk.ts'
import { examineRobots } from './examine-robots.ts'
import { type DoctorOptions, type Finding, mend } from './finding.ts'

/**
 * Asks configured hosts for robots.txt as a crawl would: the answers and the pace are kept in the database, if there is one, and
 * an embedded one is brought up to date by being opened. Changes nothing else, and never throws for what it looks at.
 */
export async function examine(options: DoctorOptions): Promise<readonly Finding[]> {
  const configured = configurationOf(options)
  const contact = options.contact ?? configured.contact ?? ''
  const database = await examineDatabase(options)
  const hosts = [...options.urls, ...configured.urls]
  return [
    nodeOf(process.versions.node),
    await examineDisk(options.dataFolder),
    configured.finding,
    contactOf(contact, hosts.some(isPublic)),
    ...certificatesOf(options.environment),
    ...(await examineProxies(options.environment)),
    ...database.findings,
    ...(await examineRobots(hosts, { ...options, contact, paceUrl: database.paceUrl })),
  ]
}

/** `bin/mondo.js` refuses a Node that is too old: this says which one runs. */
function nodeOf(version: string): Finding {
  return { what: 'node', state: 'ok', found: version, advice: null }
}

interface Configured {
  readonly finding: Finding
  readonly contact?: string | undefined
  /** One URL of each configured host. */
  readonly urls: readonly string[]
}

function configurationOf({ config }: DoctorOptions): Configured {
  try {
    const path = configPath(config)
    if (path === undefined) {
      const found = 'no mondo.config.json here: defaults and flags hold'
      return { finding: { what: 'configuration', state: 'ok', found, advice: null }, urls: [] }
    }
    const { contact, hostGroups = {} } = readConfig(path)
    const hosts = Object.values(hostGroups).flatMap((group) => group.hosts)
    const found = `${path}: ${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'} named`
    return {
      finding: { what: 'configuration', state: 'ok', found, advice: null },
      contact,
      urls: hosts.map((host) => `https://${host}/`),
    }
  } catch (error) {
    return { finding: mend('configuration', error), urls: [] }
  }
}

const contactAdvice = 'Write "contact" into mondo.config.json, or give --contact: your mail address or a URL'

/** A flag of each crawl may give it; hosts that the configuration names are crawled by it. */
function contactOf(contact: string, isNeeded: boolean): Finding {
  const fault = contactFault(contact)
  if (fault === null && contact.trim() !== '') {
    const example = exampleContact(contact)
    return example === null
      ? { what: 'contact', state: 'ok', found: contact, advice: null }
      : { what: 'contact', state: 'note', found: `${contact}: an example`, advice: contactAdvice }
  }
  return {
    what: 'contact',
    state: fault === null && !isNeeded ? 'note' : 'mend',
    found: fault ?? 'none: no public host is asked without one',
    advice: contactAdvice,
  }
}

/** No finding if the variable is not set. */
function certificatesOf(environment: DoctorOptions['environment']): readonly Finding[] {
  const found = environment['NODE_EXTRA_CA_CERTS'] ?? ''
  if (found === '') return []
  try {
    assertExtraCertificates(environment)
    return [{ what: 'certificates', state: 'ok', found, advice: null }]
  } catch (error) {
    return [mend('certificates', error)]
  }
}

const proxyAnswersWithinMs = 5_000

async function examineProxies(environment: DoctorOptions['environment']): Promise<readonly Finding[]> {
  try {
    const proxies = proxiesOf(environment)
    const urls = [...new Set([proxies?.http, proxies?.https].flatMap((url) => url ?? []))]
    return await Promise.all(urls.map((url) => examineProxy(new URL(url))))
  } catch (error) {
    return [mend('proxy', error)]
  }
}

/** Whether something listens there. User and password are never shown. */
async function examineProxy({ hostname, port, protocol }: URL): Promise<Finding> {
  const place = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  }
  const failure = await new Promise<string | null>((ended) => {
    const socket = connect({ ...place, timeout: proxyAnswersWithinMs })
    const end = (why: string | null) => () => {
      socket.destroy()
      ended(why)
    }
    socket.on('connect', end(null))
    socket.on('timeout', end('it does not answer'))
    socket.on('error', end('nothing listens there, or the name is unknown'))
  })
  const at = `${place.host}:${place.port}`
  if (failure === null) return { what: 'proxy', state: 'ok', found: at, advice: null }
  const advice = 'Start it, or correct HTTP_PROXY, HTTPS_PROXY and NO_PROXY'
  return { what: 'proxy', state: 'mend', found: `${at}: ${failure}`, advice }
}
