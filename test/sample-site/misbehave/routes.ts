/** Every way the sample site misbehaves, below `/misbehave/`. No page of the site links there; tests ask by name. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { contents } from './contents.ts'
import { encodings } from './encodings.ts'
import { framing } from './framing.ts'
import { pauses } from './pauses.ts'
import { redirects } from './redirects.ts'
import type { Route } from './route.ts'
import { statuses } from './statuses.ts'

export interface RouteGroup {
  readonly title: string
  readonly routes: readonly Route[]
}

/** What `docs/sample-site.md` is written from. */
export const routeGroups: readonly RouteGroup[] = [
  { title: 'Pauses and broken connections', routes: pauses },
  { title: 'Framing', routes: framing },
  { title: 'Content encodings', routes: encodings },
  { title: 'Statuses', routes: statuses },
  { title: 'Redirects', routes: redirects },
  { title: 'Contents', routes: contents },
]

const prefix = '/misbehave/'

/** Answers a request below `/misbehave/`; false: there is no such route. One for each site, which counts for itself. */
export type Misbehave = (path: string, request: IncomingMessage, response: ServerResponse) => boolean

export function misbehaviour(): Misbehave {
  const routes = new Map(routeGroups.flatMap((group) => group.routes).map((route) => [route.name, route]))
  const times = new Map<string, number>()
  return (path, request, response) => {
    if (!path.startsWith(prefix)) return false
    const url = new URL(path, 'http://sample.example')
    const route = routes.get(url.pathname.slice(prefix.length))
    if (route === undefined) return false
    const asked = (times.get(path) ?? 0) + 1
    times.set(path, asked)
    route.answer({ request, response, socket: request.socket, url, times: asked })
    return true
  }
}
