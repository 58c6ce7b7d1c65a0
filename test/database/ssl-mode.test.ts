import { describe, expect, test } from 'vitest'
import { sslChoice } from '../../src/database/ssl-mode.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'

const folder = temporaryFolder()
const server = 'postgres://me:a%2Fb@db.example:5433/qa'
const choice = (parameters: string, environment = {}) => sslChoice(`${server}?${parameters}`, environment)

describe('sslmode means what libpq means by it', () => {
  test('disable does not encrypt', () => {
    expect(choice('sslmode=disable')).toEqual({ connectionString: server, ssl: false, mayBePlain: false })
  })

  test.each(['require', 'no-verify'])('%s encrypts, whoever the server is', (mode) => {
    expect(choice(`sslmode=${mode}`).ssl).toEqual({ rejectUnauthorized: false })
  })

  test.each(['prefer', 'allow'])('%s takes a server that cannot encrypt as it is', (mode) => {
    expect(choice(`sslmode=${mode}`)).toMatchObject({ ssl: { rejectUnauthorized: false }, mayBePlain: true })
  })

  test('verify-full looks at certificate and name, by the certificates that everybody trusts', () => {
    expect(choice('sslmode=verify-full').ssl).toEqual({})
    expect(choice('sslmode=verify-full&sslrootcert=system').ssl).toEqual({})
  })

  test('verify-ca, and require with a root certificate, look at the certificate and not at the name', async () => {
    const root = await folder.file('root.pem', 'a certificate')
    for (const mode of ['verify-ca', 'require']) {
      const { ssl } = choice(`sslmode=${mode}&sslrootcert=${root}`)
      expect(ssl).toEqual({ ca: 'a certificate', checkServerIdentity: expect.any(Function) })
    }
    expect(() => choice('sslmode=verify-ca')).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  test('a client may show a certificate of its own', async () => {
    const cert = await folder.file('me.pem', 'mine')
    const key = await folder.file('me.key', 'secret')
    expect(choice(`sslmode=verify-full&sslcert=${cert}&sslkey=${key}`).ssl).toEqual({
      cert: 'mine',
      key: 'secret',
    })
  })

  test('the environment says so for URLs that do not, and a URL without either is left to the driver', () => {
    expect(choice('', { PGSSLMODE: 'require' }).ssl).toEqual({ rejectUnauthorized: false })
    expect(choice('sslmode=disable', { PGSSLMODE: 'require' }).ssl).toBe(false)
    expect(choice('application_name=x').ssl).toBeUndefined()
  })

  test('the other parameters of the URL stay', () => {
    expect(choice('sslmode=require&options=-c%20work_mem%3D8MB').connectionString).toBe(
      `${server}?options=-c+work_mem%3D8MB`,
    )
  })

  test('a mode that there is not, and a certificate that is not there, are named', () => {
    expect(() => choice('sslmode=sometimes')).toThrow(/sometimes/)
    expect(() => choice(`sslmode=verify-full&sslrootcert=${folder.path}/none.pem`)).toThrow(
      expect.objectContaining({
        code: 'unreadable-input',
        message: expect.stringContaining('none.pem'),
      }),
    )
  })
})
