/** Reads the version of the installed package. */
import { readFileSync } from 'node:fs'

/** The version in package.json, which is two folders up from both `src/model` and `dist/model`. */
export function mondoVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version }: { version: string } = JSON.parse(text)
  return version
}
