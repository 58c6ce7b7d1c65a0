/** Cuts the text of selectors at commas and combinators. */

/** Cuts a selector at each of these characters, unless it is inside brackets or quotes. */
export function piecesOf(selector: string, at: string, keep = false): readonly string[] {
  const pieces: string[] = []
  let depth = 0
  let quote = ''
  let begin = 0
  for (let index = 0; index < selector.length; index += 1) {
    const character = selector[index] ?? ''
    if (character === '\\') index += 1
    else if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '(' || character === '[') depth += 1
    else if (character === ')' || character === ']') depth -= 1
    else if (depth === 0 && at.includes(character)) {
      pieces.push(selector.slice(begin, index))
      if (keep) pieces.push(character)
      begin = index + 1
    }
  }
  return [...pieces, selector.slice(begin)]
}
