/** An archive of several files in which everything meets: edits, older captures, rejects, long questions, a torn file. */
import type { Capture } from '../../../src/model/capture.ts'
import { captureOf, questionHtml, urlOf, writeArchive } from './saved-question.ts'

const questions = 12
/** More than a batch. */
const longFile = 230

/**
 * Names of six files, in order. Captures of one question lie in several of them, not in the order of their times; the
 * last file has many more.
 */
export async function manyFiles(dir: string): Promise<readonly string[]> {
  const names: string[] = []
  for (let file = 0; file < 6; file++) {
    const more = file < 5 ? [] : Array.from({ length: longFile }, (_, place) => plainCapture(place))
    const path = await writeArchive(dir, [...capturesOf(file), ...more])
    names.push(path.slice(dir.length + 1))
  }
  return names
}

function plainCapture(place: number): Capture {
  const id = String(9901000 + place)
  return captureOf(questionHtml({ id }), urlOf(id), 1)
}

function capturesOf(file: number): readonly Capture[] {
  const captures: Capture[] = []
  for (let question = 0; question < questions; question++) {
    const id = String(9900100 + question)
    const day = 1 + ((question * 5 + file * 7) % 17)
    const body = `${day % 3}度目の本文です。`
    // One capture in seven has fewer answers than it says.
    const answerCount = (question + file) % 7 === 0 ? { answerCount: 9 } : {}
    captures.push(captureOf(questionHtml({ id, body, ...answerCount }), urlOf(id), day))
  }
  const long = '9900200'
  const next = `/qa/q${long}.html?page=2`
  const first = questionHtml({ id: long, answers: [4, 3], answerCount: 4, next })
  const second = questionHtml({ id: long, answers: [2, 1], answerCount: 4 })
  captures.push(
    file % 2 === 0
      ? captureOf(first, urlOf(long), 1 + file)
      : captureOf(second, `${urlOf(long)}?page=2`, 1 + file),
  )
  return captures
}
