/**
 * Refuses every connection and every name look-up beyond this machine. Vitest loads it before each test file, and
 * processes that tests start load it through NODE_OPTIONS (vitest.config.ts).
 */
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

/** What a test gets in place of a connection or an answer from DNS. Nothing has been sent. */
export class BeyondLoopbackError extends Error {
  readonly code = 'ERR_BEYOND_LOOPBACK'

  constructor(what: string) {
    super(
      `${what}: tests reach loopback alone. ` +
        'Where the content of a public origin matters, answer with nock; ' +
        'where the connection matters, hand in a `lookup` that answers 127.0.0.1 and start a server there.',
    )
  }
}

type Args = unknown[]
// biome-ignore lint/suspicious/noExplicitAny: functions of many shapes are wrapped, and called as they were.
type AnyFunction = (...args: any[]) => any
type Lookup = NonNullable<net.TcpNetConnectOpts['lookup']>

const loopback = new net.BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

// A file may be evaluated again in one process (vitest's module graph is not Node's): the guard is installed once.
const state: { refused: string[] } | undefined = Reflect.get(globalThis, Symbol.for('loopback-only'))
const refused: string[] = state?.refused ?? []
if (state === undefined) {
  Reflect.set(globalThis, Symbol.for('loopback-only'), { refused })
  guardSockets()
  guardNames()
}

/** What was refused since the last call: a test whose code swallows the error fails by it all the same. */
export function takeRefused(): string[] {
  return refused.splice(0)
}

function isLoopback(host: string): boolean {
  const family = net.isIP(host)
  return family === 0 ? host === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

function refusal(what: string): BeyondLoopbackError {
  refused.push(what)
  return new BeyondLoopbackError(what)
}

/** Names below `.invalid` exist nowhere (RFC 6761, section 6.4): every resolver may say so without asking another. */
function unknownName(host: string): Error | null {
  if (!host.endsWith('.invalid')) return null
  const syscall = 'getaddrinfo'
  return Object.assign(new Error(`${syscall} ENOTFOUND ${host}`), {
    code: 'ENOTFOUND',
    syscall,
    hostname: host,
  })
}

/** Every client socket (net, tls, http, undici, pg) connects through this one method. */
function guardSockets(): void {
  const connect: AnyFunction = net.Socket.prototype.connect
  net.Socket.prototype.connect = function (this: net.Socket, ...args: Args) {
    // net.connect and tls.connect hand over [options, callback] in one array, normalized.
    const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as Args
    const target = connectTarget(first, second)
    if (target === null || isLoopback(target.host)) return connect.apply(this, args)
    if (net.isIP(target.host) === 0 && target.options?.lookup !== undefined) {
      target.options.lookup = loopbackAnswers(target.options.lookup)
      return connect.apply(this, args)
    }
    const error = unknownName(target.host) ?? refusal(`a connection to ${target.host}`)
    process.nextTick(() => this.destroy(error))
    return this
  }
}

/** Null for a path: a UNIX socket or a pipe. */
function connectTarget(
  first: unknown,
  second: unknown,
): { host: string; options?: net.TcpNetConnectOpts } | null {
  if (typeof first === 'object' && first !== null) {
    const options = first as net.TcpNetConnectOpts & { path?: string }
    return typeof options.path === 'string' && options.port === undefined
      ? null
      : { host: options.host ?? 'localhost', options }
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return null
  return { host: typeof second === 'string' ? second : 'localhost' }
}

/** A test's own look-up may answer any name, with loopback. */
function loopbackAnswers(lookup: Lookup): Lookup {
  return (name, options, callback) => {
    lookup(name, options, (error, addresses, family) => {
      const found = Array.isArray(addresses) ? addresses.map(({ address }) => address) : [addresses]
      const beyond = error === null ? found.find((address) => !isLoopback(address)) : undefined
      if (beyond === undefined) return callback(error, addresses, family)
      return callback(refusal(`a connection to ${name} (${beyond})`), [])
    })
  }
}

function guardNames(): void {
  for (const names of [dns, dns.Resolver.prototype]) {
    guardNamesOf(names, (error, args) => {
      const callback = args.at(-1)
      if (typeof callback === 'function') process.nextTick(() => callback(error))
    })
  }
  for (const names of [dns.promises, dns.promises.Resolver.prototype]) {
    guardNamesOf(names, (error) => Promise.reject(error))
  }
  // Without it, `import { lookup } from 'node:dns'` keeps the function it had.
  syncBuiltinESMExports()
}

function guardNamesOf(names: object, refuse: (error: Error, args: Args) => unknown): void {
  for (const name of Object.getOwnPropertyNames(names).filter((one) =>
    /^(lookup|resolve|reverse)/.test(one),
  )) {
    const ask: AnyFunction = Reflect.get(names, name)
    const local = name.startsWith('lookup')
    Reflect.set(names, name, function (this: unknown, ...args: Args) {
      const host = String(args[0])
      // `lookup` sends nothing for an address, and finds localhost in a file.
      if (local && (isLoopback(host) || (name === 'lookup' && net.isIP(host) !== 0)))
        return ask.apply(this, args)
      return refuse(unknownName(host) ?? refusal(`dns.${name} of ${host}`), args)
    })
  }
}
