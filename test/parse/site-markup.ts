/** Questions in the markup of the bundled sites other than OKWAVE, with the record that a reader of the page would write down. */

export interface ShownComment {
  readonly author: string
  readonly body: string
}

export interface ShownAnswer {
  readonly author: string
  readonly body: string
  readonly isBest: boolean
  readonly comments: readonly ShownComment[]
}

/** What a page shows. Answers come with the best one first, as the sites order them. */
export interface ShownQuestion {
  readonly title: string
  readonly body: string
  readonly asker: string
  readonly tag: string
  readonly answers: readonly ShownAnswer[]
}

export interface SiteMarkup {
  readonly site: string
  readonly url: string
  readonly render: (question: ShownQuestion) => string
  /** Whether a class alone marks the best answer: no text tells of a mark that is called otherwise. */
  readonly marksByClass?: true
}

const each = <T>(list: readonly T[], render: (one: T, at: number) => string): string =>
  list.map(render).join('\n')
const page = (title: string, main: string): string =>
  `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>${title}</title></head><body><header><a href="/">top</a></header>${main}<footer>footer</footer></body></html>`

const goo: SiteMarkup = {
  site: 'goo',
  url: 'https://oshiete.goo.ne.jp/qa/19900500.html',
  render: ({ title, body, asker, tag, answers }) =>
    page(
      title,
      `<ul id="crumb"><li><a href="/">教えて!goo</a></li><li><a href="/articles/qa/1/">${tag}</a></li></ul>
<div id="q-and-a"><div id="q_area"><div class="q_article_wrap"><div class="q_article"><div class="q_article_info"><h1>${title}</h1>
<p class="status"><span>${answers.some(({ isBest }) => isBest) ? '解決済' : '受付中'}</span></p>
<ul><li class="author">質問者：<a href="/profile/1/"><span>${asker}</span></a></li><li class="date">質問日時：<time>2020/11/03 21:40</time></li>
<li class="answer_count">回答数：<span>${answers.length}</span>件</li></ul></div><p class="q_text">${body}</p></div></div></div>
${each(
  answers,
  (
    one,
    at,
  ) => `<div class="a_article_wrap"><div class="a_article"><div class="a_article_info"><h3>回答</h3>${one.isBest ? '<p class="best">ベストアンサー</p>' : ''}
<ul><li class="author">回答者：<a href="/profile/${at + 2}/">${one.author}</a></li><li class="date">回答日時：<time>2020/11/04 07:1${at}</time></li></ul></div>
<p class="a_text">${one.body}</p></div></div>`,
)}</div>`,
    ),
}

const stackexchange: SiteMarkup = {
  site: 'stackoverflow.com',
  url: 'https://stackoverflow.com/questions/99000500/x',
  marksByClass: true,
  render: ({ title, body, asker, tag, answers }) => {
    const signed = (done: string, name: string, id: number) =>
      `<div class="post-signature"><div class="user-action-time">${done} <span title="2014-02-06 20:3${id}:20Z">Feb 6</span></div><div class="user-details"><a href="/users/${id}/u">${name}</a></div></div>`
    const comments = (list: readonly ShownComment[]) =>
      `<div class="comments">${each(list, (one) => `<div class="comment"><span class="comment-copy">${one.body}</span> <a href="/users/9/x" class="comment-user">${one.author}</a></div>`)}</div>`
    return page(
      title,
      `<div id="question-header"><h1>${title}</h1></div><div id="mainbar"><div id="question" class="question"><div class="votecell"><span class="vote-count-post">3</span></div>
<div class="post-text"><p>${body}</p></div><div class="post-taglist"><a href="/questions/tagged/x" class="post-tag">${tag}</a></div>${signed('asked', asker, 0)}</div>
<div id="answers"><div id="answers-header"><h2>${answers.length} Answers</h2></div>
${each(
  answers,
  (
    one,
    at,
  ) => `<div id="answer-99000${501 + at}" class="answer${one.isBest ? ' accepted-answer' : ''}"><div class="votecell"><span class="vote-count-post">${at}</span>${one.isBest ? '<span class="vote-accepted-on"></span>' : ''}</div>
<div class="post-text"><p>${one.body}</p></div>${signed('answered', one.author, at + 1)}${comments(one.comments)}</div>`,
)}</div></div>`,
    )
  },
}

const chiebukuro: SiteMarkup = {
  site: 'chiebukuro',
  url: 'https://detail.chiebukuro.yahoo.co.jp/qa/question_detail/q19900500',
  render: ({ body, asker, answers }) => {
    const user = (name: string, at: number) =>
      `<div><p class="UserInfo_Chie-UserInfo__UserName__q">${name}さん</p><p class="UserInfo_Chie-UserInfo__Date__w">2021/1/${at + 5} 9:05</p></div>`
    const answer = (one: ShownAnswer, at: number) =>
      `<div class="AnswerList_Chie-AnswerList__Item__d"><div class="AnswerItem_Chie-AnswerItem__Item__l">${user(one.author, at)}
<p class="AnswerItem_Chie-AnswerItem__ItemText__e">${one.body}</p>${each(one.comments, (reply) => `<div class="ReplyItem_Chie-ReplyItem__Item__r">${user(reply.author, 9)}<p class="ReplyItem_Chie-ReplyItem__ItemText__s">${reply.body}</p></div>`)}</div></div>`
    const best = answers.filter(({ isBest }) => isBest)
    const others = answers.filter(({ isBest }) => !isBest)
    return page(
      body,
      `<main><div class="QuestionItem_Chie-QuestionItem__Item__a">${user(asker, 0)}<p class="QuestionItem_Chie-QuestionItem__Answers__x">${answers.length}回答</p>
<h1 class="QuestionItem_Chie-QuestionItem__Text__b">${body}</h1></div>
${best.length > 0 ? `<h2 class="AnswerList_Chie-AnswerList__BestAnswerTitle__k">ベストアンサー</h2>${each(best, answer)}` : ''}
${others.length > 0 ? `<h2 class="AnswerList_Chie-AnswerList__Title__m">その他の回答（${others.length}件）</h2>${each(others, answer)}` : ''}</main>`,
    )
  },
}

const teratail: SiteMarkup = {
  site: 'teratail',
  url: 'https://teratail.com/questions/990500',
  render: ({ title, body, asker, tag, answers }) =>
    page(
      title,
      `<main><p class="status">${answers.some(({ isBest }) => isBest) ? '解決済' : '受付中'}</p><h1>${title}</h1><ul class="meta"><li>回答 ${answers.length}</li><li>クリップ 1</li></ul>
<section class="boxQuestion"><div class="boxContent"><p>${body}</p></div><p>投稿 2021/05/06 10:11</p><a href="/users/a">${asker}</a> <a href="/tags/x">${tag}</a></section>
<h2>回答${answers.length}件</h2>
${each(
  answers,
  (
    one,
    at,
  ) => `<article class="boxAnswer" id="r-99${at}">${one.isBest ? '<span>ベストアンサー</span>' : ''}<div class="boxContent"><p>${one.body}</p></div><p>投稿 2021/05/07 1${at}:30</p><a href="/users/b${at}">${one.author}</a>
${each(one.comments, (reply) => `<div class="boxComment"><div class="boxContent"><p>${reply.body}</p></div><a href="/users/c">${reply.author}</a></div>`)}</article>`,
)}</main>`,
    ),
}

/** goo shows no comments; a question of chiebukuro has neither a title of its own nor a tag. */
export const siteMarkups: readonly SiteMarkup[] = [goo, stackexchange, chiebukuro, teratail]
