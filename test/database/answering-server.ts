/**
 * A Postgres server on loopback that holds no database: it speaks the protocol (version 3, simple and extended queries) and answers
 * statements with what the test gives. For commands and the pool as users have them; what statements mean is for the
 * integration tests.
 */
import { createServer, type Socket } from 'node:net'
import queuePackage from 'pg-boss/package.json' with { type: 'json' }
import { afterAll } from 'vitest'
import { newestMigration } from '../../src/database/schema/migrate.ts'
import { migrations } from '../../src/database/schema/migrations/index.ts'
import { type Answer, type Answers, fields, noRow, row } from './answers.ts'

export interface AnsweringServer {
  /** `postgres://…` */
  readonly url: string
  /** Statements in the order in which they came, without those that begin, end or set up a session. */
  readonly asked: { readonly text: string; readonly parameters: readonly (string | null)[] }[]
  answers: Answers
  /** For statements that neither these nor a migrated database answer; without them such a statement is an error. */
  otherwise: Answers
}

const found = (...names: readonly string[]): Answer => ({
  columns: { table: 'text', schema: 'text', table_type: 'text', column: 'text' },
  rows: names.map((name) => [name, 'crawl', 'r', 'name']),
})

const ofVersion: Answers = [[/current_setting\('server_version'\)/, row({ version: 'text' }, '18.1')]]

/** Of a database with the queue of this version of pg-boss. */
export const withQueue: Answers = [
  [/to_regclass\('pgboss\.version'\)/, row({ name: 'text' }, 'pgboss.version')],
  [/^select version from pgboss\.version/i, row({ version: 'integer' }, String(queuePackage.pgboss.schema))],
  [/^select current_database\(\) as name/i, row({ name: 'text' }, 'qa')],
]

/** Of a database that has all migrations. */
const migrated: Answers = [
  [/from "pg_catalog"\."pg_namespace"$/, row({ nspname: 'text' }, 'crawl')],
  [/from "pg_catalog"\."pg_attribute"/, found('migration', 'migration_lock')],
  [/from "crawl"\."migration_lock"/, row({ id: 'text', is_locked: 'integer' }, 'migration_lock', '0')],
  [
    /from "crawl"\."migration"/,
    {
      columns: { name: 'text', timestamp: 'text' },
      rows: Object.keys(migrations)
        .toSorted()
        .map((name) => [name, '2026-11-01']),
    },
  ],
  [/max\(name\) from crawl\.migration/, row({ v: 'text' }, newestMigration())],
]

const ofSession =
  /^(?:set |begin|start|commit|rollback|reset|close|select 1$|select set_config)|pg_advisory_/i

/** Closed at the end of the test file. */
export async function answeringServer(answers: Answers = []): Promise<AnsweringServer> {
  const server = createServer((socket) => speak(socket, answering))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  afterAll(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const answering: AnsweringServer = {
    url: `postgres://ops:secret@127.0.0.1:${port}/qa`,
    asked: [],
    answers,
    otherwise: [],
  }
  return answering
}

/** One connection. */
function speak(socket: Socket, server: AnsweringServer): void {
  let buffer = Buffer.alloc(0)
  let isStarted = false
  let bound = { text: '', parameters: [] as (string | null)[] }
  let open: { columns: Answer['columns']; left: Answer['rows'] } = { columns: {}, left: [] }
  let isBroken = false
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const head = isStarted ? 1 : 0
      if (buffer.length < head + 4) return
      const length = head + buffer.readInt32BE(head)
      if (buffer.length < length) return
      const kind = isStarted ? String.fromCharCode(buffer[0] ?? 0) : ''
      const body = buffer.subarray(head + 4, length)
      buffer = buffer.subarray(length)
      take(kind, body)
    }
  })

  function take(kind: string, body: Buffer): void {
    if (kind === '') start(body)
    else if (kind === 'Q') simple(textAt(body, 0))
    else if (kind === 'S') {
      isBroken = false
      send('Z', Buffer.from('I'))
    } else if (!isBroken) extended(kind, body)
  }

  function extended(kind: string, body: Buffer): void {
    switch (kind) {
      case 'P': {
        const name = textAt(body, 0)
        bound = { text: textAt(body, Buffer.byteLength(name) + 1), parameters: [] }
        send('1')
        break
      }
      case 'B':
        bound = { ...bound, parameters: parametersOf(body) }
        send('2')
        break
      case 'D':
        describe(body)
        break
      case 'E':
        execute(bound.text, false)
        break
      case 'C':
        send('3')
        break
      case 'X':
        socket.end()
    }
  }

  function start(body: Buffer): void {
    // SSLRequest: there is no TLS here.
    if (body.readInt32BE(0) === 80877103) {
      socket.write('N')
      return
    }
    isStarted = true
    send('R', int32(0))
    send('S', Buffer.from('server_version\x0018.1\0'))
    send('Z', Buffer.from('I'))
  }

  function simple(text: string): void {
    bound = { text, parameters: [] }
    for (const statement of text.split(/;\s*(?=\S)/)) execute(statement, true)
    isBroken = false
    send('Z', Buffer.from('I'))
  }

  /** Columns are described before the rows: a portal is asked for both. */
  function describe(body: Buffer): void {
    if (String.fromCharCode(body[0] ?? 0) === 'S') send('t', Buffer.from([0, 0]))
    const columns = answerTo(bound.text)
    if (columns !== null) sendColumns(columns)
  }

  function execute(text: string, withColumns: boolean): void {
    const answer = answerTo(text)
    if (answer === null) return
    if (!ofSession.test(text.trim()) && !/^fetch/.test(text))
      server.asked.push({ ...bound, text: text.trim() })
    if (/^declare mondo_rows/.test(text)) {
      open = { columns: answer.columns, left: answer.rows }
      send('C', Buffer.from('DECLARE CURSOR\0'))
      return
    }
    const size = /^fetch (\d+) /.exec(text)?.[1]
    if (size !== undefined) open = { ...open, left: open.left.slice(Number(size)) }
    if (withColumns) sendColumns(answer)
    for (const values of answer.rows) send('D', dataRow(values))
    send('C', Buffer.from(`${tagOf(text)} ${answer.changed ?? answer.rows.length}\0`))
  }

  /** Null where the statement is refused. */
  function answerTo(text: string): Answer | null {
    const size = /^fetch (\d+) /.exec(text)?.[1]
    if (size !== undefined) return { columns: open.columns, rows: open.left.slice(0, Number(size)) }
    if (ofSession.test(text.trim())) return noRow
    const all = [...ofVersion, ...server.answers, ...migrated, ...server.otherwise]
    const answer = all.find(([pattern]) => pattern.test(text))?.[1] ?? new Error(`nothing answers: ${text}`)
    if (!(answer instanceof Error)) return answer
    const code = 'code' in answer ? String(answer.code) : 'XX000'
    send('E', Buffer.from(`SERROR\0VERROR\0C${code}\0M${answer.message}\0\0`))
    isBroken = true
    return null
  }

  function sendColumns(answer: Answer): void {
    const columns = fields(answer)
    if (columns.length === 0) {
      send('n')
      return
    }
    send(
      'T',
      int16(columns.length),
      ...columns.flatMap(({ name, dataTypeID }) => [
        Buffer.from(`${name}\0`),
        int32(0),
        int16(0),
        int32(dataTypeID),
        int16(-1),
        int32(-1),
        int16(0),
      ]),
    )
  }

  function send(kind: string, ...parts: readonly Buffer[]): void {
    const body = Buffer.concat(parts)
    socket.write(Buffer.concat([Buffer.from(kind), int32(body.length + 4), body]))
  }
}

function tagOf(statement: string): string {
  const word = /^\s*(?:with\b[\s\S]*\b)?(insert|update|delete)\b/i.exec(statement)?.[1]?.toUpperCase()
  return word === 'INSERT' ? 'INSERT 0' : (word ?? 'SELECT')
}

function dataRow(values: readonly (string | null)[]): Buffer {
  return Buffer.concat([
    int16(values.length),
    ...values.flatMap((value) =>
      value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), Buffer.from(value)],
    ),
  ])
}

/** Of a Bind message: portal, statement, formats, values. */
function parametersOf(body: Buffer): (string | null)[] {
  let at = textAt(body, 0).length + 1
  at += Buffer.byteLength(textAt(body, at)) + 1
  at += 2 + 2 * body.readInt16BE(at)
  const count = body.readInt16BE(at)
  at += 2
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at)
    at += 4
    if (length < 0) return null
    at += length
    return body.toString('utf8', at - length, at)
  })
}

function textAt(body: Buffer, from: number): string {
  return body.toString('utf8', from, body.indexOf(0, from))
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
