import { expect, test } from 'vitest'
import { ownContact } from '../../../src/app/settings/own-contact.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()

test('the contact of a worker is its flag, else that of its configuration', async () => {
  const config = await folder.file('mondo.config.json', '{"contact":" ops@qa.jp "}')
  const none = await folder.file('none.json', '{}')
  expect(ownContact('me@qa.jp', config)).toBe('me@qa.jp')
  expect(ownContact('', config)).toBe('ops@qa.jp')
  expect(ownContact('', none)).toBe('')
  expect(ownContact('', undefined)).toBe('')
  const wrong = await folder.file('wrong.json', '{"contact":"nobody"}')
  expect(() => ownContact('', wrong)).toThrow('is neither a mail address nor a URL')
})
