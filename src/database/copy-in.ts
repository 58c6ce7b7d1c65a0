/** `copy … from stdin` for clients of `pg`, which has the messages of the protocol for it and no query that sends them. */
import pg from 'pg'
import { CopiedRows } from './copy-rows.ts'

/** What `pg.Query` is called with and its types leave out. */
interface CopyingConnection {
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** Lets the client run `copy … from stdin` with `CopiedRows` as its only parameter. */
export function understandCopiedRows(client: pg.Client): void {
  const query: (...given: readonly unknown[]) => unknown = client.query.bind(client)
  Object.assign(client, {
    query: (...given: readonly unknown[]) => {
      const [statement, parameters] = given
      const rows: unknown = Array.isArray(parameters) ? parameters[0] : undefined
      return rows instanceof CopiedRows && typeof statement === 'string'
        ? copyIn(query, statement, rows)
        : query(...given)
    },
  })
}

async function copyIn(
  query: (copy: CopyIn) => unknown,
  statement: string,
  rows: CopiedRows,
): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    query(new CopyIn(statement, rows, (error, result) => (error ? reject(error) : resolve(result))))
  })
}

class CopyIn extends pg.Query {
  readonly #rows: CopiedRows

  constructor(
    statement: string,
    rows: CopiedRows,
    callback: (error: Error | null | undefined, result: unknown) => void,
  ) {
    super(statement, callback)
    this.#rows = rows
  }

  /** Called by the client when the server is ready to read. After an error the server ignores what was sent. */
  handleCopyInResponse(connection: CopyingConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.#rows.text))
    connection.endCopyFrom()
  }
}
