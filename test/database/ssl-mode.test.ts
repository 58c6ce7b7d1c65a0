import { describe, expect, test } from 'vitest'
import { sslChoice } from '../../src/database/ssl-mode.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'

const folder = temporaryFolder()
const server = 'postgres://me:a%2Fb@db.example:5433/qa'
const choice = (parameters: string, environment = {}) => sslChoice(`${server}?${parameters}`, environment)

describe('sslmode has its meaning in libpq', () => {
  test('disable does not encrypt', () => {
    expect(choice('sslmode=disable')).toEqual({ connectionString: server, ssl: false, mayBePlain: false })
  })

  test.each(['require', 'no-verify'])('%s encrypts without verifying the server', (mode) => {
    expect(choice(`sslmode=${mode}`).ssl).toEqual({ rejectUnauthorized: false })
  })

  test.each(['prefer', 'allow'])('%s accepts a server that cannot encrypt', (mode) => {
    expect(choice(`sslmode=${mode}`)).toMatchObject({ ssl: { rejectUnauthorized: false }, mayBePlain: true })
  })

  test('verify-full verifies certificate and name against the system certificates', () => {
    expect(choice('sslmode=verify-full').ssl).toEqual({})
    expect(choice('sslmode=verify-full&sslrootcert=system').ssl).toEqual({})
  })

  test('verify-ca, and require with a root certificate, verify the certificate but not the name', async () => {
    const root = await folder.file('root.pem', 'a certificate')
    for (const mode of ['verify-ca', 'require']) {
      const { ssl } = choice(`sslmode=${mode}&sslrootcert=${root}`)
      expect(ssl).toEqual({ ca: 'a certificate', checkServerIdentity: expect.any(Function) })
    }
    expect(() => choice('sslmode=verify-ca')).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  test('supports a client certificate', async () => {
    const cert = await folder.file('me.pem', 'mine')
    const key = await folder.file('me.key', 'secret')
    expect(choice(`sslmode=verify-full&sslcert=${cert}&sslkey=${key}`).ssl).toEqual({
      cert: 'mine',
      key: 'secret',
    })
  })

  test('the environment applies to URLs without a mode; without either the driver decides', () => {
    expect(choice('', { PGSSLMODE: 'require' }).ssl).toEqual({ rejectUnauthorized: false })
    expect(choice('sslmode=disable', { PGSSLMODE: 'require' }).ssl).toBe(false)
    expect(choice('application_name=x').ssl).toBeUndefined()
  })

  test('keeps the other parameters of the URL', () => {
    expect(choice('sslmode=require&options=-c%20work_mem%3D8MB').connectionString).toBe(
      `${server}?options=-c+work_mem%3D8MB`,
    )
  })

  test('reports an unknown mode, and a missing certificate', () => {
    expect(() => choice('sslmode=sometimes')).toThrow(/sometimes/)
    expect(() => choice(`sslmode=verify-full&sslrootcert=${folder.path}/none.pem`)).toThrow(
      expect.objectContaining({
        code: 'unreadable-input',
        message: expect.stringContaining('none.pem'),
      }),
    )
  })
})
