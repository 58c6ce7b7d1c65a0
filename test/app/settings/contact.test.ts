import { expect, test } from 'vitest'
import { contactFault, exampleContact } from '../../../src/app/settings/contact.ts'

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

test.each([
  'you@example.org',
  'mailto:you@Example.COM',
  'https://example.org/bot',
  'https://crawler.example/about',
  'a@mail.example.net',
  'a@qa.test',
])('the contact %j is an example', (contact) => {
  expect(exampleContact(contact)).toBe(
    `the contact ${contact} is an example: sites can reach nobody there. Give your own mail address or URL`,
  )
})

test.each(['', 'ops@okwave.jp', 'https://notexample.org/', 'a@example.org.jp', 'mailto:a@example.jp'])(
  'the contact %j is none',
  (contact) => {
    expect(exampleContact(contact)).toBeNull()
  },
)
