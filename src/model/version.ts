/** The version of the installed package. */
import { readFileSync } from 'node:fs'

/** The version in package.json, two folders up from `src/model` and from `dist/model` alike. */
export function mondoVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version }: { version: string } = JSON.parse(text)
  return version
}
