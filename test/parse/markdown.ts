/** Documentation in Markdown as a page of HTML, about as a documentation site shows it. */

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function inline(text: string): string {
  return escaped(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g, '<img src="$2" alt="$1">')
    .replaceAll(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g, '<a href="$2">$1</a>')
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
}

/** A run of lines between blank ones, code blocks whole. */
function blockOf(block: string): string {
  if (block.startsWith('```')) return `<pre><code>${escaped(block)}</code></pre>`
  const heading = /^(#{1,6}) +(.*)/.exec(block)
  if (heading !== null) {
    const [line = '', hashes = '#', text = ''] = heading
    const level = hashes.length
    const rest = block.slice(line.length).trim()
    return `<h${level}>${inline(text)}</h${level}>${rest === '' ? '' : blockOf(rest)}`
  }
  if (/^\s*(?:[-*+]|\d+\.) /.test(block)) {
    const items = block.split(/^\s*(?:[-*+]|\d+\.) /m).slice(1)
    return `<ul>${items.map((item) => `<li>${inline(item)}</li>`).join('\n')}</ul>`
  }
  if (block.startsWith('|')) {
    const rows = block.split('\n').map((row) => row.split('|').map((cell) => `<td>${inline(cell)}</td>`))
    return `<table>${rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('\n')}</table>`
  }
  return `<p>${inline(block)}</p>`
}

/** The page: navigation, the text, a footer. Its title is the first heading. */
export function rendered(markdown: string): string {
  const blocks = markdown
    .replaceAll('\r', '')
    .split(/(^```[^\n]*\n[\s\S]*?^```\s*$)|\n{2,}/m)
    .filter((block) => block !== undefined && block.trim() !== '')
    .map((block) => blockOf(block.trim()))
  const title = /^#{1,6} +(.*)/m.exec(markdown)?.[1] ?? 'Documentation'
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body><nav><a href="/">Home</a> <a href="/guide">Guide</a></nav><main>${blocks.join('\n')}</main>
<footer><p>Copyright</p></footer></body></html>`
}
