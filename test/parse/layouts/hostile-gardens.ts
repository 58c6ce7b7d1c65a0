/** Pages of the garden site that could slow down the reader of layouts: each repeats one construct `n` times. */
const times = (n: number, part: (at: number) => string) =>
  Array.from({ length: n }, (_, at) => part(at)).join('')
const head = '<h1>T</h1><div class="question"><div class="text">t</div></div>'
const page = (body: string, more = '') =>
  `<!doctype html><html><head><title>t</title>${more}</head><body class="garden"><main>${head}${body}</main></body></html>`
const depth = (n: number) => Math.min(1_500, n >> 2)
const answer = (at: number) =>
  `<article class="answer" data-id="${at}"><p class="who">a${at}</p><time>2024-05-02 20:00</time><i class="likes">${at}</i>
  <div class="text">x${at}</div><div class="comment"><p>c</p></div></article>`
const declared = (n: number) =>
  `<script type="application/ld+json">${JSON.stringify({
    '@type': 'Question',
    name: 'T',
    text: 't',
    suggestedAnswer: Array.from({ length: n }, (_, at) => ({ '@type': 'Answer', text: `x${at}` })),
  })}</script>`

export const hostileGardens: readonly { readonly name: string; readonly html: (n: number) => string }[] = [
  { name: 'layout: answers', html: (n) => page(times(n, answer)) },
  { name: 'layout: answers and witnesses', html: (n) => page(times(n, answer), declared(n)) },
  {
    name: 'layout: equal answers',
    html: (n) => page(times(n, () => '<p class="answer"><b class="text">x</b></p>')),
  },
  {
    name: 'layout: nested answers',
    html: (n) => page(times(depth(n), () => '<div class="answer">x') + times(n, answer)),
  },
  {
    name: 'layout: nested texts',
    html: (n) =>
      page(`<div class="answer">${times(depth(n), () => '<div class="text">x')}${times(n, () => '<p>y')}`),
  },
  {
    name: 'layout: nested comments',
    html: (n) =>
      page(
        `<div class="answer" data-id="1"><p class="text">x</p>${times(depth(n), () => '<div class="comment"><p>c</p>')}${times(n, () => '<p>y')}`,
      ),
  },
  {
    name: 'layout: comments',
    html: (n) =>
      page(
        `<div class="answer" data-id="1"><p class="text">x</p>${times(n, () => '<div class="comment"><p>c</p></div>')}</div>`,
      ),
  },
  { name: 'layout: deep answers', html: (n) => page(times(depth(n), () => '<section>') + times(n, answer)) },
  {
    name: 'layout: cut-out texts',
    html: (n) =>
      page(
        `<div class="answer"><div class="text">${times(n, () => '<b class="signature">s</b><p>x</p>')}</div></div>`,
      ),
  },
  { name: 'layout: unclaimed texts', html: (n) => page(times(n, (at) => `<p>y${at}</p>`)) },
  {
    name: 'layout: related',
    html: (n) =>
      page(`<ul class="more">${times(n, (at) => `<li><a href="/q/${at}">x</a><span>y</span></li>`)}</ul>`),
  },
  {
    name: 'layout: names of links',
    html: (n) =>
      page(
        `<div class="answer"><p class="text">x</p><p class="who">${times(n, (at) => `<a href="/${at}">y</a>`)}</p></div>`,
      ),
  },
  {
    name: 'layout: nested mains',
    html: (n) => page(times(depth(n), () => '<main>x') + times(n, () => '<p>y')),
  },
  {
    name: 'layout: long values',
    html: (n) =>
      page(
        `<p class="answer"><b class="text">x</b><i class="who">${times(n, () => 'x ')}</i><time>${times(n, () => '1 ')}</time><i class="likes">${times(n, () => '1,')}</i></p>`,
      ),
  },
  {
    name: 'layout: links to comments',
    html: (n) => page(times(n, () => '<a href="/x">show 3 more comments</a>')),
  },
]
