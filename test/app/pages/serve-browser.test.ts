/** `mondo browse` as it answers on loopback. The archive and the rows are invented. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { guardHeaders } from '../../../src/analyse/browse/guard.ts'
import { type BrowserServer, serveBrowser } from '../../../src/app/pages/serve-browser.ts'
import type { Log } from '../../../src/model/log.ts'
import { onlyBundled } from '../../../src/parse/site/load-sites.ts'
import { answeringStore } from '../../analyse/answering-store.ts'
import { noRow } from '../../database/answers.ts'

let server: BrowserServer
const serving = (port: number) => ({
  ...{ store: answeringStore([[/./, noRow]]).store, archiveFolder: '/nowhere', sites: onlyBundled, port },
  log: { warn: () => undefined } as unknown as Log,
})
beforeAll(async () => {
  server = await serveBrowser(serving(0))
})
afterAll(async () => await server.close())

async function asked(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  return await new Promise<{
    status: number | undefined
    headers: NodeJS.Dict<string | string[]>
    text: string
  }>((resolve, reject) => {
    const sent = request(new URL(path, server.url), { method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

test('it listens on loopback, and its pages carry the guard', async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  const { status, headers, text } = await asked('/help')
  expect(status).toBe(200)
  expect(text).toContain('<title>Keys and help – mondo</title>')
  expect(headers).toMatchObject(guardHeaders)
})

describe('it refuses, with the guard', () => {
  test.each([
    ['another name', 421, '/', { host: 'evil.example' }, 'GET'],
    ['a request that writes', 405, '/', {}, 'POST'],
    [
      'what another page loads',
      403,
      '/',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' },
      'GET',
    ],
    ['an expectation', 421, '/', { host: 'evil.example', expect: 'anything' }, 'GET'],
  ])('%s', async (_, status, path, given, method) => {
    const answer = await asked(path, given as Record<string, string>, method)
    expect(answer).toMatchObject({ status, headers: guardHeaders })
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.text).toMatch(/\.\n$/)
  })

  test('what is no HTTP', async () => {
    const { connect } = await import('node:net')
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.write('NONSENSE\r\n\r\n')
    let text = ''
    for await (const chunk of socket.setEncoding('utf8')) text += chunk
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    for (const [name, value] of Object.entries(guardHeaders)) expect(text).toContain(`${name}: ${value}\r\n`)
    expect(text).toMatch(/connection: close\r\n\r\n$/)
  })
})

test('a port that is taken is wrong use', async () => {
  const port = Number(new URL(server.url).port)
  await expect(serveBrowser(serving(port))).rejects.toMatchObject({
    code: 'usage',
    message: `browse: cannot listen on 127.0.0.1, port ${port}: another process uses it`,
    hint: 'Give another --port, or 0 for any free one',
  })
})
