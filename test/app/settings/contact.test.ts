import { expect, test } from 'vitest'
import { contactFault } from '../../../src/app/settings/contact.ts'

test.each([
  'you@example.org',
  'a.b+c@mail.example.co.jp',
  'mailto:you@example.org',
  'https://example.org/bot',
  '',
  ' ',
])('the contact %j can be used', (contact) => {
  expect(contactFault(contact)).toBeNull()
})

test.each([
  'bob',
  'bob@',
  '@example.org',
  'bob@example',
  'you@example.org, me@example.org',
  'ftp://example.org/',
  'https://',
])('the contact %j reaches nobody', (contact) => {
  expect(contactFault(contact)).toContain('neither a mail address nor a URL')
})
