/** The characters that a reader of markup tells apart, by their code. */
import { isSpace } from './white-space.ts'

export const codes = { exclamation: 0x21, slash: 0x2f, equals: 0x3d, greater: 0x3e, question: 0x3f } as const

const { slash, greater } = codes

export function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a && code < 0x80
}

/** Whether a character ends a name or a value without quotes. Letters, which most are, come behind all that do. */
export function isSpaceOrEnd(code: number): boolean {
  return code <= greater && (code === greater || isSpace(code))
}

/** The same for a name in a start tag. */
export function isSpaceSlashOrEnd(code: number): boolean {
  return code <= greater && (code === greater || code === slash || isSpace(code))
}
