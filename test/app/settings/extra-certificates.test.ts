import { X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { expect, test, vi } from 'vitest'
import { assertExtraCertificates } from '../../../src/app/settings/extra-certificates.ts'
import { MondoError } from '../../../src/model/errors.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const begin = '-----BEGIN CERTIFICATE-----'
const certificate = rootCertificates[0] ?? ''
const missing = `${folder.path}/missing.pem`

test('without the variable, or with a file that Node can use, nothing is said', async () => {
  const files = [
    await folder.file('one.pem', certificate),
    await folder.file('two.pem', `# ours\n${certificate}\n${rootCertificates[1] ?? ''}\n`),
    await folder.file('windows.pem', certificate.replaceAll('\n', '\r\n')),
    await folder.file('old.pem', certificate.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE')),
  ]
  const values = ['', ...files].map((path) => ({ NODE_EXTRA_CA_CERTS: path }))
  for (const environment of [{}, ...values]) {
    expect(() => assertExtraCertificates(environment)).not.toThrow()
  }
})

test.each([
  ['that is not there', async () => missing, 'ENOENT'],
  ['that is a folder', async () => folder.path, 'EISDIR'],
  ['with a certificate that has no end', () => folder.file('cut.pem', `${begin}\nMIIB\n`), 'damaged'],
  [
    'whose second certificate is cut',
    () => folder.file('second.pem', `${certificate}\n${begin}\n`),
    'damaged',
  ],
])('a file %s is refused', async (_, path, why) => {
  const NODE_EXTRA_CA_CERTS = await path()
  expect(() => assertExtraCertificates({ NODE_EXTRA_CA_CERTS })).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(why) }),
  )
  expect(() => assertExtraCertificates({ NODE_EXTRA_CA_CERTS })).toThrow(MondoError)
})

test.each([
  ['in DER', new X509Certificate(certificate).raw, '-inform der -in FILE'],
  ['that is empty', '', '-inform der -in FILE'],
  ['of text', 'our proxy\n', '-inform der -in FILE'],
  ['with a beginning that is not at the beginning of a line', `  ${certificate}`, '-inform der -in FILE'],
  // Node passes over it.
  ['with trusted certificates', certificate.replaceAll(' CERTIFICATE', ' TRUSTED CERTIFICATE'), '-in FILE'],
])(
  'a file %s, of which Node would trust nothing, is refused with the way to convert it',
  async (_, content, how) => {
    const NODE_EXTRA_CA_CERTS = join(folder.path, 'none.crt')
    await writeFile(NODE_EXTRA_CA_CERTS, content)
    expect(() => assertExtraCertificates({ NODE_EXTRA_CA_CERTS })).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: `NODE_EXTRA_CA_CERTS: ${NODE_EXTRA_CA_CERTS} has no certificate that Node reads`,
        hint: expect.stringMatching(new RegExp(`must hold PEM.*openssl x509 ${how} -out FILE\\.pem$`)),
      }),
    )
  },
)

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
