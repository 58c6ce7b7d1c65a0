/** Saved queries: those of mondo, and a user's own before them. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { savedQueries, savedQueryNamed } from '../../../src/analyse/sql/saved-queries.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const examples = readdirSync(new URL('../../../sql/examples', import.meta.url))
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.replace('.sql', ''))

test('every query of mondo says what it answers', async () => {
  const found = await savedQueries(join(folder.path, 'none'))
  expect(found.map(({ name }) => name)).toEqual(examples.toSorted())
  for (const { question } of found) expect(question).toMatch(/^[A-Z][^\n]*[.?]$/)
})

test("a user's own stand among them, in place of those of the same name", async () => {
  const [first = ''] = examples
  const mine = await folder.file(
    'mine/most_answers.sql',
    '-- Which questions have\n-- the most answers?\n-- :n = 10\nselect 1 limit :n',
  )
  await folder.file(`mine/${first}.sql`, 'select 2')
  await folder.file('mine/notes.txt', 'no query')
  const place = mine.replace('/most_answers.sql', '')
  const found = await savedQueries(place)
  expect(found.map(({ name }) => name)).toEqual([...examples, 'most_answers'].toSorted())
  expect(await savedQueryNamed('most_answers', place)).toMatchObject({
    question: 'Which questions have the most answers?',
    parameters: [{ name: 'n', fallback: '10' }],
  })
  expect(await savedQueryNamed(first, place)).toMatchObject({ question: '', text: 'select 2' })
})

test('a query that is not there is wrong use', async () => {
  await expect(savedQueryNamed('none', folder.path)).rejects.toMatchObject({
    code: 'usage',
    message: 'There is no saved query @none.',
    hint: `mondo sql --list shows them; your own are files NAME.sql in ${folder.path}.`,
  })
})

test('a file in the place of the folder holds no queries', async () => {
  expect(await savedQueries(await folder.file('file', ''))).toHaveLength(examples.length)
})
