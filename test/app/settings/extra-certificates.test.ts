import { expect, test, vi } from 'vitest'
import { assertExtraCertificates } from '../../../src/app/settings/extra-certificates.ts'
import { MondoError } from '../../../src/model/errors.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const begin = '-----BEGIN CERTIFICATE-----'
const missing = `${folder.path}/missing.pem`

test('without the variable, or with a file that Node can use, nothing is said', async () => {
  const empty = await folder.file('empty.pem', '# none yet\n')
  for (const environment of [{}, { NODE_EXTRA_CA_CERTS: '' }, { NODE_EXTRA_CA_CERTS: empty }]) {
    expect(() => assertExtraCertificates(environment)).not.toThrow()
  }
})

test.each([
  ['that is not there', async () => missing, 'ENOENT'],
  ['that is a folder', async () => folder.path, 'EISDIR'],
  ['with a certificate that has no end', () => folder.file('cut.pem', `${begin}\nMIIB\n`), 'damaged'],
])('a file %s is refused', async (_, path, why) => {
  const NODE_EXTRA_CA_CERTS = await path()
  expect(() => assertExtraCertificates({ NODE_EXTRA_CA_CERTS })).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(why) }),
  )
  expect(() => assertExtraCertificates({ NODE_EXTRA_CA_CERTS })).toThrow(MondoError)
})

test.each([['crawl', 'https://okwave.jp/'], ['work'], ['reparse'], ['schedule', 'run', 'nightly']])(
  '%s says so before Node does, which cannot be kept from writing text among lines of JSON',
  async (...command) => {
    vi.stubEnv('NODE_EXTRA_CA_CERTS', missing)
    expect(await runMondo([...command, '--data', folder.path])).toMatchObject({
      exitCode: 2,
      stderr: `mondo: NODE_EXTRA_CA_CERTS: ${missing} cannot be read: there is no such file or folder. Correct the path or the file, or unset the variable\n`,
    })
    vi.unstubAllEnvs()
  },
)
