/** The parser thread with defects: it does what a page says of it, and parses all others as the real one does. */
import { writeSync } from 'node:fs'
import parseInThread from '../../src/workers/parser-thread.ts'
import type { TaskAnswer, ThreadTask } from '../../src/workers/tasks.ts'

export default async function parseWeakly(given: ThreadTask): Promise<TaskAnswer> {
  const { task } = given
  const starts = (task.kind === 'pages' ? task.pages : [task]).map(({ bytes }) =>
    Buffer.from(bytes.subarray(0, 200)).toString('latin1'),
  )
  const weakness = starts
    .map((start) => /<!-- chaos: (\w+) -->/.exec(start)?.[1])
    .find((one) => one !== undefined)
  if (weakness === undefined) return await parseInThread(given)
  await parseInThread(given)
  if (weakness === 'hang') for (;;);
  if (weakness === 'native') {
    const marks = `e${'\u0301\u0316'.repeat(4_000_000)}`
    writeSync(2, 'in a native call\n')
    // Sorts the marks in quadratic time.
    marks.normalize('NFKC')
  }
  if (weakness === 'exit') process.exit(1)
  if (weakness === 'throw') throw new RangeError('thrown out of the thread')
  const kept: unknown[] = []
  for (;;) kept.push(Array.from({ length: 1_000 }, (_, at) => ({ at })))
}
