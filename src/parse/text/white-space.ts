/** White space as HTML has it, and what the text of a block keeps of it. */

/** White space of HTML: U+3000 and no-break spaces are none. */
export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0c || code === 0x0d
}

/** Collapses HTML white space only: U+3000 and no-break spaces are part of the text. Most texts have nothing to collapse. */
export function collapsed(data: string): string {
  if (data.length > longText) return isLongTextTidy(data) ? data : data.replace(/[ \t\n\r\f]+/g, ' ')
  let before = 0
  for (let at = 0; at < data.length; at += 1) {
    const code = data.charCodeAt(at)
    if (isSpace(code) && (code !== space || before === space)) return data.replace(/[ \t\n\r\f]+/g, ' ')
    before = code
  }
  return data
}

const space = 0x20

/** From here on to search for each character costs less than to look at all. */
const longText = 80

function isLongTextTidy(data: string): boolean {
  return !(
    data.includes('\n') ||
    data.includes('  ') ||
    data.includes('\t') ||
    data.includes('\r') ||
    data.includes('\f')
  )
}

/** Collapses spaces across segments, removes them at line ends, and removes blank lines at both ends. */
export function tidyLines(text: string): string {
  const single = text.includes('  ') ? text.replace(/ +/g, ' ') : text
  return trimLines(single.includes('\n') ? single.replace(/ ?\n ?/g, '\n') : single)
}

export function trimLines(tidy: string): string {
  // Not a regular expression: `[ \n]+$` takes quadratic time on a page of a million `<br>`.
  let start = 0
  let end = tidy.length
  while (start < end && (tidy[start] === ' ' || tidy[start] === '\n')) start += 1
  while (end > start && (tidy[end - 1] === ' ' || tidy[end - 1] === '\n')) end -= 1
  return tidy.slice(start, end)
}
