/** What an OKWAVE page declares as structured data, held against what people see on it. */
import type { QuestionPage } from '../../model/question-page.ts'
import { fold } from '../text/fold.ts'
import { readSchemaPage, type SchemaPage } from './read-schema.ts'

/** Messages, one a contradiction; none where the page declares nothing. */
export function contradictions(record: QuestionPage, page: SchemaPage): readonly string[] {
  const outcome = readSchemaPage(page)?.outcome
  if (outcome?.kind !== 'question') return []
  const declared = outcome.page
  const found: string[] = []
  // A declared title may be cut; one that begins differently is another.
  const [shown, named] = [fold(record.title), fold(declared.title).replace(/(?:…|\.{3})$/u, '')]
  if (!shown.startsWith(named) && !named.startsWith(shown))
    found.push(`its title is 「${declared.title.slice(0, 40)}」`)
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

/** Declared texts may be cut and lose their line breaks: the beginning decides. */
function opening(text: string): string {
  return fold(text).replaceAll(' ', '').slice(0, 30)
}
