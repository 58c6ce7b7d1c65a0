/** `mondo doctor` in a folder without a database: what it looks at, and what it says to mend. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { runMondo } from '../../run-mondo.ts'
import { temporaryFolder } from '../../temporary-folder.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')
beforeEach(() => {
  for (const name of [
    'NODE_EXTRA_CA_CERTS',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'http_proxy',
    'https_proxy',
    'ALL_PROXY',
    'all_proxy',
  ])
    vi.stubEnv(name, undefined)
})

async function doctor(...args: readonly string[]) {
  const { exitCode, stdout, stderr } = await runMondo(['doctor', '--data', data, ...args])
  expect(stderr).toBe('')
  return { exitCode, lines: stdout.split('\n').map((line) => line.trimEnd()) }
}
const config = async (settings: object) => await folder.file('mondo.config.json', JSON.stringify(settings))
const configured = async (settings: object, ...args: readonly string[]) =>
  await doctor('--config', await config(settings), ...args)

test('a folder in which a crawl can run', async () => {
  const path = join(folder.path, 'mondo.config.json')
  const { exitCode, lines } = await configured({ contact: 'ops@qa.jp' })
  expect(lines).toEqual([
    `ok    node            ${process.versions.node}`,
    expect.stringMatching(/^\w+ +disk {12}\S+data: \d+\.\d GB free$/),
    ...(lines[2]?.startsWith(' ') ? [lines[2]] : []),
    `ok    configuration   ${path}: 0 hosts named`,
    'ok    contact         ops@qa.jp',
    `ok    database        none yet in ${join(data, 'db')}: the first crawl makes it`,
    expect.stringMatching(/^ok {4}clock {11}\d{4}-\d\d-\d\dT.*Z$/),
    '',
    'a crawl can run here',
    '',
  ])
  expect(exitCode).toBe(0)
  const { stdout } = await runMondo(['doctor', '--data', data, '--config', path, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    findings: [{ what: 'node', state: 'ok' }, {}, {}, {}, {}, {}],
  })
})

describe('the contact', () => {
  const advice =
    '                      Write "contact" into mondo.config.json, or give --contact: your mail address or a URL'
  const contactLines = ({ lines }: Awaited<ReturnType<typeof doctor>>) => {
    const at = lines.findIndex((line) => line.includes(' contact '))
    return lines.slice(at, at + 2)
  }

  test('is a note where no public host is named, and to be mended where one is', async () => {
    expect(contactLines(await configured({}))).toEqual([
      'note  contact         none: no public host is asked without one',
      advice,
    ])
    const named = { hostGroups: { a: { hosts: ['okwave.invalid'] } } }
    const { exitCode, lines } = await configured(named)
    expect(exitCode).toBe(2)
    expect(lines).toContain('MEND  contact         none: no public host is asked without one')
    expect(lines).toContain(`ok    configuration   ${join(folder.path, 'mondo.config.json')}: 1 host named`)
    expect(lines.at(-2)).toMatch(/^[12] to mend before a crawl can run here$/)
  })

  test('that is none is to be mended, wherever it stands', async () => {
    const { exitCode, lines } = await configured({}, '--contact', 'nobody')
    expect(exitCode).toBe(2)
    expect(contactLines({ exitCode, lines })[0]).toMatch(/^MEND {2}contact {9}.*nobody/)
  })

  test('of the command line comes before that of the configuration', async () => {
    expect(contactLines(await configured({ contact: 'a@qa.jp' }, '--contact', 'b@qa.jp'))[0]).toBe(
      'ok    contact         b@qa.jp',
    )
  })

  test('that is copied from the documentation is a note', async () => {
    expect(contactLines(await configured({ contact: 'you@example.org' }))).toEqual([
      'note  contact         you@example.org: an example',
      advice,
    ])
  })
})

test('a configuration that cannot be read is to be mended', async () => {
  const { exitCode, lines } = await configured({ rate: 'fast' })
  expect(exitCode).toBe(2)
  expect(lines.find((line) => line.includes(' configuration '))).toMatch(/^MEND .*rate/)
})

describe('a proxy', () => {
  const listening = async () => {
    const proxy = createServer((socket) => socket.destroy())
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
    const { port } = proxy.address() as { port: number }
    return { port, close: () => new Promise((ended) => proxy.close(ended)) }
  }
  const proxyLines = async () =>
    (await configured({ contact: 'you@example.org' })).lines.filter((line) => line.includes(' proxy '))

  test('is right where something listens, and looked at once', async () => {
    const { port, close } = await listening()
    vi.stubEnv('HTTP_PROXY', `http://user:secret@127.0.0.1:${port}`)
    vi.stubEnv('HTTPS_PROXY', `http://user:secret@127.0.0.1:${port}`)
    expect(await proxyLines()).toEqual([`ok    proxy           127.0.0.1:${port}`])
    await close()
    expect(await proxyLines()).toEqual([
      `MEND  proxy           127.0.0.1:${port}: nothing listens there, or the name is unknown`,
    ])
  })

  test.each([
    ['http://[::1]', '::1:80'],
    ['https://127.0.0.1', '127.0.0.1:443'],
  ])('at %s is looked for at the usual port', async (url, place) => {
    vi.stubEnv('HTTP_PROXY', url)
    expect((await proxyLines())[0]).toContain(` ${place}`)
  })

  test('that is no URL is to be mended', async () => {
    vi.stubEnv('HTTP_PROXY', 'ftp://a')
    expect((await proxyLines())[0]).toMatch(/^MEND {2}proxy/)
  })
})

test('certificates that Node was told of and cannot read are to be mended', async () => {
  const certificateLines = async () =>
    (await configured({ contact: 'you@example.org' })).lines.filter((line) => line.includes(' certificates '))
  expect(await certificateLines()).toEqual([])
  vi.stubEnv('NODE_EXTRA_CA_CERTS', join(folder.path, 'none.pem'))
  expect((await certificateLines())[0]).toMatch(/^MEND {2}certificates {4}.*none\.pem/)
  vi.stubEnv('NODE_EXTRA_CA_CERTS', await folder.file('text.pem', 'our proxy\n'))
  expect((await certificateLines())[0]).toMatch(/^MEND {2}certificates {4}.*text\.pem has no certificate/)
})
