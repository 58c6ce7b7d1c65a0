/** A text rendition (a page as a text extractor left it) to blocks: one line is one block. */
import { type Block, makeBlock } from './blocks.ts'

export function blocksOfText(text: string): readonly Block[] {
  const blocks: Block[] = []
  for (const raw of text.split(/\r\n?|\n/)) {
    const [, indent = '', bullet, content = ''] = /^( *)(• ?|- (?=\S))?(.*)$/su.exec(raw) ?? []
    const line = withoutTrailingBlanks(content)
    if (line.trim() === '') continue
    blocks.push(
      makeBlock({
        index: blocks.length,
        text: line,
        segments: [{ text: line, href: null }],
        imageUrls: [],
        element: null,
        headingLevel: null,
        isMarkedLine: false,
        line: { bullet: bullet !== undefined, indent: indent.length },
      }),
    )
  }
  return blocks
}

/** Not `trimEnd`, which would take U+3000; not a regular expression, which takes quadratic time on a line of spaces. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1
  return line.slice(0, end)
}
