/** Makes a site definition and a fixture of one saved page, for a person to correct. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { MondoError } from '../../../../model/errors.ts'
import { guessLayout } from '../../../../parse/draft/guess-layout.ts'
import { parseHtml } from '../../../../parse/html/document.ts'
import { baseOf, canonicalOf } from '../../../../parse/links/links.ts'
import { loadSites } from '../../../../parse/site/load-sites.ts'
import { decodeHtml } from '../../../../parse/text/charset.ts'
import { type AddedFixture, addFixture, pageInFile } from '../fixture/add-fixture.ts'
import { definitionSource } from './definition-source.ts'

export interface NewSite {
  readonly name: string
  /** A saved page in HTML. */
  readonly page: string
  /** Where the page was; default: the URL that the page claims. */
  readonly url: string | undefined
  /** The folder that gets `sites` and `fixtures`. */
  readonly dir: string
}

export interface MadeSite extends AddedFixture {
  readonly definitionPath: string
  /** Where the page was. */
  readonly url: string
}

/** @throws MondoError `usage` for a name or a page that makes no definition, or where there is one already */
export async function newSite({ name, page, url, dir }: NewSite): Promise<MadeSite> {
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) {
    throw new MondoError('usage', `${name} is no name of a site`, {
      hint: 'Small letters, digits and hyphens: lake, ask-lake',
    })
  }
  const definitionPath = join(dir, 'sites', `${name}.ts`)
  if (existsSync(definitionPath)) {
    throw new MondoError('usage', `there is a definition at ${definitionPath} already`, {
      hint: 'Give another name, or correct that one',
    })
  }
  const saved = await pageInFile(page, url === undefined ? {} : { url })
  const tree = parseHtml(decodeHtml(saved.bytes, saved.source.contentType).text)
  if (tree.kind === 'too-deep') throw new MondoError('usage', `${page} nests deeper than any page`)
  const at = new URL(url ?? claimedUrl(tree.$, saved.source.url) ?? noUrl(page))
  const source = definitionSource({
    name,
    host: at.hostname,
    question: questionPattern(at),
    guessed: guessLayout(tree.$),
  })
  mkdirSync(dirname(definitionPath), { recursive: true })
  writeFileSync(definitionPath, source, { flag: 'wx' })
  const sites = await loadSites([definitionPath])
  const fixtureName = `${name}/${basename(page).replace(/\.html?$/i, '')}`
  const facts = { ...saved, source: { ...saved.source, url: at.href } }
  return { definitionPath, url: at.href, ...addFixture(join(dir, 'fixtures'), facts, fixtureName, sites) }
}

function claimedUrl($: Parameters<typeof baseOf>[0], url: string): string | null {
  return canonicalOf($, baseOf($, url))
}

function noUrl(page: string): never {
  throw new MondoError('usage', `${page} does not say where it was`, {
    hint: 'Give --url, the address of the page in the browser',
  })
}

/** The words of a title in the id's own segment are those of one page: `17-why-frogs-sing` gives `{id}-*`. */
function segmentPattern(segment: string): string {
  if (/^\d+-/.test(segment)) return segment.replace(/^(\d+)-.*$/, '{id}-*')
  const pattern = segment.replace(/(?<!\d)\d+(?=\D*$)/, '{id}')
  return pattern.replace(/^[^-{]+-[^{]+-(?=\{id\}$)/, '*-')
}

/** `/q/17/frogs-of-2024` gives `/q/{id}/*`: the last segment that is a number, else that has one, is taken for the id. */
export function questionPattern({ pathname, search }: URL): string {
  const segments = pathname.split('/')
  const numbered = segments.findLastIndex((segment) => /^[a-z]?\d+(?:\.\w+)?$/i.test(segment))
  const at = numbered < 0 ? segments.findLastIndex((segment) => /\d/.test(segment)) : numbered
  if (at < 0) {
    const inQuery = /[?&]([a-z_]+)=\d+/i.exec(search)?.[1]
    return inQuery === undefined ? `${pathname.replace(/\/$/, '')}/{id}` : `${pathname}?${inQuery}={id}`
  }
  const pattern = [...segments.slice(0, at), segmentPattern(segments[at] ?? '')].join('/')
  return segments.slice(at + 1).some((segment) => segment !== '') ? `${pattern}/*` : pattern
}
