/** `--ids 8165000-8166000`: which ids, and the URL that each is put into. */
import type { IdRange } from '../crawl/options.ts'
import { MondoError } from '../model/errors.ts'
import { identifyPage, questionTemplate } from '../parse/links/sites.ts'

/** What the URLs of a crawl come to: seeds, and at most one with `{id}` in it. */
export interface IdsAndSeeds {
  readonly urls: readonly string[]
  readonly ids: IdRange | null
}

export function idsAndSeeds(
  given: readonly string[],
  { ids, site }: { readonly ids?: string; readonly site?: string },
): IdsAndSeeds {
  const templates = given.filter((url) => url.includes('{id}'))
  const urls = given.filter((url) => !url.includes('{id}'))
  if (ids === undefined) {
    if (templates.length === 0) return { urls, ids: null }
    throw usage('a URL with {id}, and no ids', 'Give --ids, as in --ids 8165000-8166000')
  }
  if (templates.length > 1) throw usage('ids: several URLs with {id}', 'Give one')
  const [first, last] = bounds(ids)
  return { urls, ids: { first, last, template: templates[0] ?? templateOf(urls, site) } }
}

function bounds(text: string): [number, number] {
  const [, first, last] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? []
  if (first === undefined || last === undefined || Number(first) > Number(last)) {
    throw usage(`ids: not a range: ${text}`, 'Write the first and the last, as in 8165000-8166000')
  }
  return [Number(first), Number(last)]
}

/** Questions of the site that the seeds belong to, at the host of the first where it speaks as that site. */
function templateOf([seed]: readonly string[], site: string | undefined): string {
  const url = seed === undefined ? null : URL.parse(seed)
  const name = site ?? (url === null ? undefined : identifyPage(url.href).site)
  const template =
    name === undefined ? null : questionTemplate(name, site === undefined ? undefined : url?.origin)
  if (template === null) {
    throw usage(
      'ids: no pattern for the URLs of this site',
      'Give a URL with {id} in it, as in https://okwave.jp/qa/q{id}.html',
    )
  }
  return template
}

function usage(message: string, hint: string): MondoError {
  return new MondoError('usage', message, { hint })
}
