/** Real servers on loopback: one that speaks HTTP, and one that writes arbitrary bytes to the wire. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'

export interface LocalServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly requests: readonly IncomingMessage[]
  readonly connections: readonly Socket[]
}

export async function httpServer(listener: RequestListener, host = '127.0.0.1'): Promise<LocalServer> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  return listening(server, requests, host)
}

/** `answer` is called with a request once its headers are there. */
export async function rawServer(answer: (socket: Socket, request: string) => void): Promise<LocalServer> {
  const server = createTcpServer((socket) => {
    let request = ''
    socket.on('data', (chunk) => {
      request += chunk.toString('latin1')
      if (!request.endsWith('\r\n\r\n')) return
      const asked = request
      request = ''
      answer(socket, asked)
    })
  })
  return listening(server, [])
}

/** Takes connections and never says a word. */
export async function silentServer(): Promise<LocalServer> {
  return tcpServer((socket) => socket.resume())
}

/** Of any protocol. */
export async function tcpServer(connected: (socket: Socket) => void): Promise<LocalServer> {
  return listening(createTcpServer(connected), [])
}

async function listening(
  server: Server,
  requests: IncomingMessage[],
  host = '127.0.0.1',
): Promise<LocalServer> {
  const connections: Socket[] = []
  server.on('connection', (socket) => {
    connections.push(socket)
    // A client that hangs up is what many tests are about; node:net would throw for want of a listener.
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests,
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The socket of the first connection. */
export function connection(server: LocalServer): Socket {
  const first = server.connections[0]
  if (first === undefined) throw new Error('no connection yet')
  return first
}
