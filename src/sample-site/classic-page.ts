/** The main part of a question page in the classic layout (about 2014 to 2019), in EUC-JP or Shift_JIS. */
import type { Answer, QuestionPage, Reply } from '../model/question-page.ts'
import { bodyHtml, escapeHtml, questionPath, writtenDate } from './html.ts'
import { countedSections, rateText, stateWords } from './seen.ts'

export function classicQuestion(page: QuestionPage): string {
  return [
    question(page),
    ...sections(page),
    related(page),
    '<div class="okw_expert">専門家に質問してみよう</div>',
  ].join('\n')
}

function question(page: QuestionPage): string {
  return `<div class="okw_inner">
<ul class="ico_state"><li>${stateWords[page.status]}</li></ul>
<h1 itemprop="name">${escapeHtml(page.title)}</h1>
<ul class="hed_area"><li>${page.postedAt === null ? '' : writtenDate(page.postedAt)}</li></ul>
<div class="q_desc_area">
<div class="q_desc">${bodyHtml(page.body, page.imageUrls, '<br />')}</div>
${page.replies.map(reply).join('\n')}
</div>
<div class="okw_btn_area">
<ul class="smry">
${page.categories.map((name) => `<li>${escapeHtml(name)}</li>`).join('\n')}
<li>回答数<span>${page.answerCount}</span></li>
<li>ありがとう数<span>${page.thanksCount}</span></li>
</ul>
<button type="button">この質問に回答する</button> <button type="button">通報する</button>
</div>
</div>
<div class="ad"><span class="ad__label">広告</span><div data-slot="middle-336x280"></div></div>`
}

function sections(page: QuestionPage): string[] {
  return countedSections(page).map(
    ({ heading, answers }) => `<h2 class="ttl_area">${heading}</h2>
${answers.map(answer).join('\n')}`,
  )
}

function answer(answer: Answer): string {
  const rate = answer.author?.bestAnswerRate
  const bullets = [
    answer.postedAt === null ? '' : `<li>${writtenDate(answer.postedAt)}</li>`,
    answer.isBest ? '<li class="ico_best">ベストアンサー</li>' : '',
    answer.author === null ? '' : `<li>${escapeHtml(answer.author.name)}</li>`,
    rate == null ? '' : `<li>${rateText(rate)}</li>`,
  ]
  return `<div class="other_area">
<ul class="hed_area">${bullets.join('')}</ul>
<div class="a_num">回答No.${answer.number}</div>
<div class="a_textarea"><div class="a_desc">${bodyHtml(answer.body, answer.imageUrls, '<br />')}</div></div>
<div class="okw_btn_area"><button type="button">ありがとう</button> <button type="button">通報する</button></div>
${answer.replies.map(reply).join('\n')}
</div>`
}

function reply({ kind, author, body }: Reply): string {
  return `<div class="thx_area">
<div class="thx_name">${escapeHtml(author?.name ?? '')}</div>
<div class="thx_role">質問者</div>
<div class="thx_ttl">${kind === 'thanks' ? 'お礼' : '補足'}</div>
<div class="thx_desc">${bodyHtml(body, [], '<br />')}</div>
</div>`
}

function related(page: QuestionPage): string {
  if (page.related.length === 0) return ''
  const items = page.related.map(
    ({
      questionId,
      title,
      excerpt,
    }) => `<li><p class="qat"><a class="ttl" href="${questionPath(questionId ?? '')}">${escapeHtml(title)}</a></p>
<p class="txt">${escapeHtml(excerpt ?? '')}</p></li>`,
  )
  return `<div class="rel_area"><h2 class="ttl_area">関連するQ&amp;A</h2>
<ul>
${items.join('\n')}
</ul></div>`
}
