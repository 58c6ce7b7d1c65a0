/** The main part of a question page in the current layout: `h1.a-title`, `p.contents` for the question and for every answer. */
import type { Answer, Person, QuestionPage, Reply } from '../model/question-page.ts'
import { bodyHtml, escapeHtml, questionPath, writtenDate } from './html.ts'
import { countedSections, rateText, stateWords } from './seen.ts'

export function currentQuestion(page: QuestionPage): string {
  return [
    question(page),
    ...sections(page),
    related(page),
    '<p class="m-expert">専門家に質問してみよう</p>',
  ].join('\n')
}

function question(page: QuestionPage): string {
  return `<article class="p-question">
<ul class="m-state"><li class="m-state__item">${stateWords[page.status]}</li></ul>
<h1 class="a-title a-title--lg a-title--blk">${escapeHtml(page.title)}</h1>
${date(page.postedAt)}
<p class="contents">${bodyHtml(page.body, page.imageUrls, '<br>')}</p>
<ul class="m-tag">
${page.categories.map((name) => `<li class="m-tag__item">${escapeHtml(name)}</li>`).join('\n')}
<li class="m-tag__item">回答数<span>${page.answerCount}</span></li>
<li class="m-tag__item">ありがとう数<span>${page.thanksCount}</span></li>
</ul>
${page.replies.map(reply).join('\n')}
<div class="m-buttons"><button type="button">通報する</button><button type="button">この質問に回答する</button></div>
</article>
<div class="ad"><span class="ad__label">広告</span><div data-slot="middle-336x280"></div></div>`
}

function sections(page: QuestionPage): string[] {
  return countedSections(page).map(
    ({ heading, answers }) => `<section class="p-answers">
<h2 class="a-title a-title--md">${heading}</h2>
${answers.map(answer).join('\n')}
</section>`,
  )
}

function answer(answer: Answer): string {
  const { author } = answer
  const rate = author?.bestAnswerRate
  const bullets = [
    answer.isBest ? '<li class="m-user__best">ベストアンサー</li>' : '',
    author === null ? '' : `<li class="m-user__name">${personLink(author)}</li>`,
    rate == null ? '' : `<li class="m-user__rate">${rateText(rate)}</li>`,
  ].filter((bullet) => bullet !== '')
  return `<article class="p-answer" id="answer-${answer.number}">
${bullets.length === 0 ? '' : `<ul class="m-user">${bullets.join('')}</ul>`}
<div class="p-answer__number">回答No.${answer.number}</div>
${date(answer.postedAt)}
<p class="contents">${bodyHtml(answer.body, answer.imageUrls, '<br>')}</p>
<div class="m-buttons"><button type="button">ありがとう</button><button type="button">通報する</button></div>
${answer.replies.map(reply).join('\n')}
</article>`
}

function reply({ kind, author, body }: Reply): string {
  return `<div class="p-reply">
<div class="p-reply__name">${author === null ? '' : personLink(author)}</div>
<div class="p-reply__role">質問者</div>
<h3 class="p-reply__kind">${kind === 'thanks' ? 'お礼' : '補足'}</h3>
<div class="p-reply__text">${bodyHtml(body, [], '<br>')}</div>
</div>`
}

function related(page: QuestionPage): string {
  if (page.related.length === 0) return ''
  const items = page.related.map(
    ({
      questionId,
      title,
      excerpt,
    }) => `<li class="m-related__item"><a href="${questionPath(questionId ?? '')}" class="link_qa">${escapeHtml(title)}</a>
<p class="m-related__text">${escapeHtml(excerpt ?? '')}</p></li>`,
  )
  return `<section class="m-related"><h2 class="a-title a-title--md">関連するQ&amp;A</h2>
<ul>
${items.join('\n')}
</ul></section>`
}

function personLink(person: Person): string {
  const name = escapeHtml(person.name)
  return person.url === null ? name : `<a href="${escapeHtml(person.url)}">${name}</a>`
}

function date(postedAt: string | null): string {
  return postedAt === null
    ? ''
    : `<p class="a-date"><time datetime="${postedAt}">${writtenDate(postedAt)}</time></p>`
}
