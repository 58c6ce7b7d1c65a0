/**
 * The fields of a record by Cheerio and plain selectors, as one would write them for a known layout: no checks, no second
 * witness, no dates.
 */
import type { load } from 'cheerio'
import type { QuestionPage } from '../src/model/question-page.ts'
import { remembered } from '../src/parse/remembered.ts'
import { hashedClass } from './hashed-class.ts'
import type { SetName } from './page-sets.ts'

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

export const squeezed = (text: string) => text.replace(/\s+/g, '')

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

/** Whoever scrapes a site with hashed class names writes the hashed names. */
const hashed = remembered((selector) =>
  selector.replace(/\.([a-z][\w-]*)/g, (_, name: string) => `.${hashedClass(name)}`),
)

/** @param $ A page that Cheerio has loaded; Crawlee brings a Cheerio of its own. */
export function fieldsIn($: ReturnType<typeof load>, set: SetName): Fields {
  const by = (selector: string) => (set === 'landmarks' ? hashed(selector) : selector)
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
  if ($(by('h1.a-title')).length > 0) {
    return {
      title: text($(by('h1.a-title'))),
      body: text($(by('.p-question > p.contents'))),
      categories: $(by('.p-question .m-tag__item'))
        .filter((_, tag) => $(tag).children().length === 0)
        .map((_, tag) => text($(tag)))
        .get(),
      answers: $(by('.p-answer'))
        .map((_, answer) => ({
          isBest: $(answer).find(by('.m-user__best')).length > 0,
          author: text($(answer).find(by('.m-user__name'))),
          body: text($(answer).find(by('> p.contents'))),
          replies: $(answer)
            .find(by('.p-reply__text'))
            .map((_, reply) => text($(reply)))
            .get(),
        }))
        .get(),
      related: $(by('.m-related a.link_qa'))
        .map((_, link) => text($(link)))
        .get(),
    }
  }
  return {
    title: text($(by('.okw_inner h1[itemprop=name]'))),
    body: text($(by('.q_desc'))),
    categories: $(by('.smry li'))
      .filter((_, tag) => $(tag).children().length === 0)
      .map((_, tag) => text($(tag)))
      .get(),
    answers: $(by('.other_area'))
      .map((_, answer) => {
        const bullets = $(answer).find(by('.hed_area li')).not(by('.ico_best'))
        return {
          isBest: $(answer).find(by('.ico_best')).length > 0,
          author: text(
            bullets.filter((_, bullet) => !/^\d{4}\/|^ベストアンサー率/.test($(bullet).text())).first(),
          ),
          body: text($(answer).find(by('.a_desc'))),
          replies: $(answer)
            .find(by('.thx_desc'))
            .map((_, reply) => text($(reply)))
            .get(),
        }
      })
      .get(),
    related: $(by('.rel_area a.ttl'))
      .map((_, link) => text($(link)))
      .get(),
  }
}
