/** Comments in JSON files that people write: `//` to the end of the line, and those between slash-star and star-slash. */

/** The text with each comment as spaces, so that places in error messages stay right. A comma before a bracket goes too. */
export function withoutComments(text: string): string {
  let result = ''
  let at = 0
  while (at < text.length) {
    const end = endOfPart(text, at)
    const part = text.slice(at, end)
    result += part.startsWith('//') || part.startsWith('/*') ? part.replace(/[^\n]/g, ' ') : part
    at = end
  }
  return withoutLastCommas(result)
}

/** The end of the string, comment or single character that begins here. */
function endOfPart(text: string, at: number): number {
  if (text[at] === '"') return endOfString(text, at)
  if (text.startsWith('//', at)) return orEnd(text.indexOf('\n', at), text)
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2)
    return end === -1 ? text.length : end + 2
  }
  return at + 1
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function orEnd(at: number, text: string): number {
  return at === -1 ? text.length : at
}

/** Whoever comments out the last line of a list leaves the comma before it. */
function withoutLastCommas(text: string): string {
  const parts: string[] = []
  let comma = -1
  for (let at = 0; at < text.length; ) {
    const end = text[at] === '"' ? endOfString(text, at) : at + 1
    const part = text.slice(at, end)
    if ((part === '}' || part === ']') && comma !== -1) parts[comma] = ' '
    if (part.trim() !== '') comma = part === ',' ? parts.length : -1
    parts.push(part)
    at = end
  }
  return parts.join('')
}
