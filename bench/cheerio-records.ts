/**
 * The fields of a record by Cheerio's main entry point and plain selectors, as one would write them for a known layout: no checks,
 * no second witness, no dates. What parsing is measured against.
 */
import { load } from 'cheerio'
import type { QuestionPage } from '../src/model/question-page.ts'
import { decodeHtml } from '../src/parse/text/charset.ts'
import type { BenchPage, SetName } from './page-sets.ts'

/** What both sides have to find. White space is left out of all texts. */
export interface Fields {
  readonly title: string
  readonly body: string
  readonly categories: readonly string[]
  readonly answers: readonly AnswerFields[]
  readonly related: readonly string[]
}

interface AnswerFields {
  readonly isBest: boolean
  readonly author: string
  readonly body: string
  readonly replies: readonly string[]
}

const squeezed = (text: string) => text.replace(/\s+/g, '')

export function fieldsOf({ title, body, categories, answers, related }: QuestionPage): Fields {
  return {
    title: squeezed(title),
    body: squeezed(body),
    categories: categories.map(squeezed),
    answers: answers.map(({ isBest, author, body, replies }) => ({
      isBest,
      author: squeezed(author?.name ?? ''),
      body: squeezed(body),
      replies: replies.map((reply) => squeezed(reply.body)),
    })),
    related: related.map(({ title }) => squeezed(title)),
  }
}

export function fieldsByCheerio(set: SetName, { bytes, contentType }: BenchPage): Fields {
  const $ = load(decodeHtml(bytes, contentType).text)
  const text = (found: { text(): string }) => squeezed(found.text())
  if (set === 'stackexchange') {
    return {
      title: text($('#question-header h1')),
      body: text($('#question .js-post-body')),
      categories: $('#question .post-tag')
        .map((_, tag) => text($(tag)))
        .get(),
      answers: $('.answer')
        .map((_, answer) => ({
          isBest: $(answer).hasClass('accepted-answer'),
          author: text($(answer).find('.post-signature').last().find('.user-details a').first()),
          body: text($(answer).find('.js-post-body')),
          replies: $(answer)
            .find('.comment-copy')
            .map((_, comment) => text($(comment)))
            .get(),
        }))
        .get(),
      related: $('.sidebar-related .question-hyperlink')
        .map((_, link) => text($(link)))
        .get(),
    }
  }
  if ($('h1.a-title').length > 0) {
    return {
      title: text($('h1.a-title')),
      body: text($('.p-question > p.contents')),
      categories: $('.p-question .m-tag__item')
        .filter((_, tag) => $(tag).children().length === 0)
        .map((_, tag) => text($(tag)))
        .get(),
      answers: $('.p-answer')
        .map((_, answer) => ({
          isBest: $(answer).find('.m-user__best').length > 0,
          author: text($(answer).find('.m-user__name')),
          body: text($(answer).find('> p.contents')),
          replies: $(answer)
            .find('.p-reply__text')
            .map((_, reply) => text($(reply)))
            .get(),
        }))
        .get(),
      related: $('.m-related a.link_qa')
        .map((_, link) => text($(link)))
        .get(),
    }
  }
  return {
    title: text($('.okw_inner h1[itemprop=name]')),
    body: text($('.q_desc')),
    categories: $('.smry li')
      .filter((_, tag) => $(tag).children().length === 0)
      .map((_, tag) => text($(tag)))
      .get(),
    answers: $('.other_area')
      .map((_, answer) => {
        const bullets = $(answer).find('.hed_area li').not('.ico_best')
        return {
          isBest: $(answer).find('.ico_best').length > 0,
          author: text(
            bullets.filter((_, bullet) => !/^\d{4}\/|^ベストアンサー率/.test($(bullet).text())).first(),
          ),
          body: text($(answer).find('.a_desc')),
          replies: $(answer)
            .find('.thx_desc')
            .map((_, reply) => text($(reply)))
            .get(),
        }
      })
      .get(),
    related: $('.rel_area a.ttl')
      .map((_, link) => text($(link)))
      .get(),
  }
}
