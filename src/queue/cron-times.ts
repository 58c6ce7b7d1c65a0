/** The times of a schedule entry: five cron fields, in which `H` is a value that the entry's name decides. */
import { CronExpressionParser } from 'cron-parser'
import { MondoError } from '../model/errors.ts'

/**
 * The expression that is stored: as written, or with the values that stand for `H`, so that entries that say `H 3 * * *` do
 * not all begin at once and each keeps its minute.
 *
 * @throws MondoError `usage` for anything but five fields: with fewer, cron-parser takes the missing ones for `*` and with
 *   six the first for seconds, so that `0 3 * *` would be monthly
 * @example
 * cronTimes('H 3 * * *', 'nightly') // '33 3 * * *'
 */
export function cronTimes(written: string, name: string): string {
  const fields = written.trim().split(/\s+/)
  if (fields.length !== 5) throw notFive(written, fields[0] === '' ? 0 : fields.length)
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields
  const cron = fields.join(' ')
  // As in Jenkins, which has invented it: a day that every month has.
  const hashed = [minute, hour, day.replace(/H(?!\()/g, 'H(1-28)'), month, weekday].join(' ')
  try {
    const parsed = CronExpressionParser.parse(hashed, { hashSeed: name })
    return /(?:^|[ ,])H/.test(cron) ? parsed.stringify() : cron
  } catch (cause) {
    const why = inWords(cause instanceof Error ? cause.message : String(cause))
    throw new MondoError('usage', `schedule: not a time: "${written}": ${why}`, { cause, hint: example })
  }
}

/** Rewords cron-parser's messages for a value that is out of range, and for a day that none of the months has. */
function inWords(message: string): string {
  return message
    .replace(/^Constraint error, got value (\S{1,20}) expected range (\S{1,20})$/, '$1 is not in $2')
    .replace(/^Invalid explicit day of month definition$/, 'none of these months has that day')
}

const example =
  'Write minute, hour, day of month, month and day of week, as in "0 3 * * *" for three in the morning'

function notFive(written: string, count: number): MondoError {
  const asFields = nicknames.get(written.trim().toLowerCase())
  const [meant, hint] =
    asFields === undefined
      ? [`${count} ${count === 1 ? 'field' : 'fields'}`, `${example}, all five in one pair of quotes`]
      : ['a nickname', `Write it out: "${asFields}"`]
  return new MondoError('usage', `schedule: not a time: "${written}" has not five fields but ${meant}`, {
    hint,
  })
}

/** Of cron(5). */
const nicknames: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
])
