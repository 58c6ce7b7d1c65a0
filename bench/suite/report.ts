/** Measurements as lines of the terminal and as the table of `docs/performance.md`. Pure. */
import { type Fall, type Measurement, reaches, type Spread } from './measurement.ts'

const figure = (value: number) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const range = ({ median, lowest, highest }: Spread) =>
  `${figure(median)} [${figure(lowest)} to ${figure(highest)}]`

/** One measurement on one line. */
export function lineOf(one: Measurement): string {
  const { id, unit, ours, theirs, ratio, kind, target, rounds, load, note } = one
  const verdict = { true: ', reached', false: ', missed', null: '' }[`${reaches(one)}`]
  return [
    `${id}: ${range(ratio)} ${kind === 'speed' ? 'times as fast' : 'times'}`,
    target === null ? '' : ` (target ${target}${verdict})`,
    `; mondo ${figure(ours.median)}, peer ${figure(theirs.median)} ${unit}; ${rounds} rounds, load ${load[0]} to ${load[1]}`,
    note === '' ? '' : `; ${note}`,
  ].join('')
}

/** What has become worse than the committed measurements, one a line. */
export function fallLine({ id, before, now, share }: Fall): string {
  return `worse by ${(share * 100).toFixed(0)} %: ${id} was ${figure(before)} and is ${figure(now)}`
}

/** A table in Markdown, and below it when and with what each comparison was measured. */
export function tableOf(measurements: readonly Measurement[]): string {
  const head = ['work', 'beside', 'mondo', 'peer', 'ratio [range]', 'target', 'rounds, load']
  const rows = measurements.map((one) => [
    one.work,
    one.peer,
    `${figure(one.ours.median)} ${one.unit}`,
    `${figure(one.theirs.median)} ${one.unit}`,
    `**${figure(one.ratio.median)}** [${figure(one.ratio.lowest)}–${figure(one.ratio.highest)}]${one.kind === 'times' ? ' ×' : ''}`,
    one.target === null
      ? ''
      : `${one.kind === 'times' ? '≤' : '≥'} ${one.target} ${reaches(one) ? '✓' : '✗'}`,
    `${one.rounds}${one.quick ? ' (quick)' : ''}, ${one.load[0]}`,
  ])
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line), '', ...notesOf(measurements)].join('\n')
}

function notesOf(measurements: readonly Measurement[]): readonly string[] {
  const days = [...new Set(measurements.map(({ at }) => at.slice(0, 10)))].sort()
  const machines = [...new Set(measurements.map(({ machine }) => machine))]
  const versions = new Map(measurements.flatMap((one) => Object.entries(one.versions)))
  const notes = measurements
    .filter(({ note }) => note !== '')
    .map(({ work, peer, note }) => `- ${work}, ${peer}: ${note}.`)
  return [
    `Measured ${days.join(', ')} on ${machines.join('; ')}, with ${[...versions].map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    ...(notes.length === 0 ? [] : ['', ...notes]),
  ]
}
