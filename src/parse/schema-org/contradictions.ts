/** Compares the structured data of an OKWAVE page with its visible content. */
import type { QuestionPage } from '../../model/question-page.ts'
import { quoted } from '../checks.ts'
import { fold } from '../text/fold.ts'

/** One message per contradiction. */
export function contradictions(record: QuestionPage, declared: QuestionPage): readonly string[] {
  const found: string[] = []
  // A declared title may be cut; one that begins differently is a different title.
  const [shown, named] = [fold(record.title), fold(declared.title).replace(/(?:…|\.{3})$/u, '')]
  if (!shown.startsWith(named) && !named.startsWith(shown))
    found.push(`its title is ${quoted(declared.title)}`)
  if (
    declared.answerCount !== null &&
    record.answerCount !== null &&
    declared.answerCount !== record.answerCount
  ) {
    found.push(`its answerCount is ${declared.answerCount}, 回答数 is ${record.answerCount}`)
  }
  if (declared.answers.length > record.answers.length) {
    found.push(`it has ${declared.answers.length} answers, ${record.answers.length} are seen`)
  }
  const accepted = declared.answers.find((answer) => answer.isBest)?.body
  const best = record.answers.find((answer) => answer.isBest)?.body
  if (accepted !== undefined && best !== undefined && opening(accepted) !== opening(best)) {
    found.push('its accepted answer is another than the best answer')
  }
  return found
}

/** Declared texts may be cut and lose their line breaks, so only the beginning is compared. */
function opening(text: string): string {
  return fold(text).replaceAll(' ', '').slice(0, 30)
}
