/** Maps a path to the response of the sample site: status, headers, and the body in the encoding of the page. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import iconv from 'iconv-lite'
import { chromeOf } from './chrome.ts'
import { classicQuestion } from './classic-page.ts'
import { currentQuestion } from './current-page.ts'
import { questionPath } from './html.ts'
import { listPage, type RenderedPage } from './list-pages.ts'
import { questionWithId, type SampleQuestion } from './question.ts'
import { frontPage, membersPage, notFoundPage, robotsTxt, samplePaths, sitemapXml } from './special-pages.ts'
import { excerptOf } from './texts.ts'
import type { World } from './world.ts'

export interface SampleAnswer {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array
}

/** Renders a question page in place of `html(question)`. */
export type Redesign = (question: SampleQuestion, html: (question: SampleQuestion) => string) => string

export type SamplePages = (path: string, headers: IncomingHttpHeaders) => SampleAnswer

export function samplePages(
  worldNow: () => World,
  redesign: Redesign = (question, html) => html(question),
): SamplePages {
  const chrome = chromeOf(worldNow())
  const html = ({ page, look }: SampleQuestion): string =>
    chrome[look.layout]({
      title: page.title,
      description: excerptOf(page.body),
      canonical: questionPath(page.questionId),
      look,
      main: look.layout === 'current' ? currentQuestion(page) : classicQuestion(page),
    })
  const notFound = () => notFoundPage(chrome)

  return (path, headers) => {
    const origin = `http://${headers.host ?? '127.0.0.1'}`
    const url = new URL(path, origin)
    const world = worldNow()
    if (url.pathname === samplePaths.front) return utf8Page(200, frontPage(chrome))
    if (url.pathname === samplePaths.robots) return text('text/plain; charset=utf-8', robotsTxt(origin))
    if (url.pathname === samplePaths.disallowed) return utf8Page(200, membersPage(chrome))
    if (url.pathname === samplePaths.softGone) return utf8Page(200, notFound())
    if (url.pathname.startsWith('/sitemap')) {
      const xml = sitemapXml(world, url.pathname, origin)
      return xml === null ? utf8Page(404, notFound()) : text('application/xml; charset=utf-8', xml)
    }
    const list = listPage(world, chrome, url)
    if (list !== null) return htmlAnswer(200, list)
    const question = questionWithId(world, /^\/qa\/q(\d{1,12})\.html$/.exec(url.pathname)?.[1] ?? '')
    if (question === null) return utf8Page(404, notFound())
    const answer = htmlAnswer(200, { html: redesign(question, html), ...question.look })
    return question.look.layout === 'current' ? validated(answer, headers) : answer
  }
}

function utf8Page(status: number, html: string): SampleAnswer {
  return htmlAnswer(status, { html, encoding: 'utf-8', labelled: 'header' })
}

function htmlAnswer(status: number, { html, encoding, labelled }: RenderedPage): SampleAnswer {
  const type = labelled === 'header' ? `text/html; charset=${encoding}` : 'text/html'
  const body = encoding === 'utf-8' ? Buffer.from(html) : iconv.encode(html, encoding)
  return { status, headers: { 'content-type': type, 'content-length': body.byteLength }, body }
}

function text(type: string, body: string): SampleAnswer {
  return { status: 200, headers: { 'content-type': type }, body }
}

/** Pages of the current layout have validators (RFC 9110, 13.1.2); those of the classic layout have none. */
function validated(answer: SampleAnswer, headers: IncomingHttpHeaders): SampleAnswer {
  const etag = `"${createHash('sha1')
    .update(answer.body ?? '')
    .digest('base64url')}"`
  if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } }
  return { ...answer, headers: { ...answer.headers, etag } }
}
