/**
 * The invisible weight of a page: style sheet, scripts, inline JSON, icons. A real question page is mostly this; its
 * bytes make the fetcher, the archive and the parser work as hard as on a real page. Scripts hold landmarks on purpose.
 */

const blocks = [
  'header',
  'nav',
  'menu',
  'search',
  'login',
  'question',
  'answer',
  'reply',
  'author',
  'badge',
  'ranking',
  'related',
  'expert',
  'banner',
  'pager',
  'modal',
  'toast',
  'footer',
] as const
const parts = ['', '__inner', '__title', '__body', '__item', '__icon', '__link'] as const

/** For each block and part a rule, its narrow-screen form and its hover form. */
function rulesOf(prefix: string): string {
  const rules: string[] = []
  for (const [row, block] of blocks.entries()) {
    for (const [column, part] of parts.entries()) {
      const name = `.${prefix}-${block}${part}`
      const size = 10 + ((row * 5 + column * 3) % 9)
      rules.push(
        `${name}{display:block;margin:0 0 ${size}px;padding:${column * 2}px ${row}px;font-size:${size}px;color:#3${row % 10}${column}}`,
        `@media (max-width:${640 + row * 20}px){${name}{float:none;width:auto;margin:${column}px 0;line-height:1.${row % 10}}}`,
        `${name}:hover{color:#d${column}${row % 10};text-decoration:underline}`,
      )
    }
  }
  return rules.join('\n')
}

function icons(): string {
  const symbols = blocks.map((block, row) => {
    const path = parts
      .map((_, column) => `M${row} ${column}h${column + 3}v${row + 2}l-${column} ${row}z`)
      .join('')
    return `<symbol id="icon-${block}" viewBox="0 0 24 24"><path d="${path}"/></symbol>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" style="display:none">${symbols.join('\n')}</svg>`
}

/** What the page's own scripts know of the interface; 回答No.1 and ベストアンサー stand here as plain strings. */
function clientTexts(): string {
  const texts = blocks.flatMap((block) =>
    parts.map((part) => [
      `${block}${part}`,
      { label: `${block}${part}.label`, test: 'control', enabled: part !== '' },
    ]),
  )
  return JSON.stringify({
    messages: {
      scrollTo: '回答No.1',
      best: 'ベストアンサー',
      empty: 'まだ回答がありません',
      thanks: 'お礼',
      note: '補足',
    },
    experiments: Object.fromEntries(texts),
  })
}

function clientCode(): string {
  const handlers = blocks.map(
    (block, row) => `
  register('${block}', function (element, options) {
    var limit = options.limit || ${(row + 1) * 10};
    element.addEventListener('click', function (event) {
      if (event.target.getAttribute('data-${block}') === null || queue.length > limit) { return; }
      queue.push({ name: '${block}', at: Date.now(), value: event.target.getAttribute('data-${block}') });
    });
    if (element.textContent.indexOf('回答No.1') === 0) { element.id = '${block}-first'; }
  });`,
  )
  return `(function (register, queue) {${handlers.join('')}
  document.write('<p class="only-by-script">回答No.1<\\/p>');
})(window.sample.register, window.sample.queue);`
}

const bootScript = `window.sample = { queue: [], parts: {}, register: function (name, start) { this.parts[name] = start; } };
window.sample.register = window.sample.register.bind(window.sample);`

export interface Weight {
  /** For the end of <head>. */
  readonly head: string
  /** For the beginning of <body>. */
  readonly bodyStart: string
  /** For the end of <body>. */
  readonly bodyEnd: string
}

export function weightOf(prefix: string): Weight {
  return {
    head: `<style>\n${rulesOf(prefix)}\n</style>\n<script>${bootScript}</script>`,
    bodyStart: icons(),
    bodyEnd: `<script type="application/json" id="client-state">${clientTexts()}</script>\n<script>${clientCode()}</script>`,
  }
}
