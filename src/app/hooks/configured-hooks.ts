/**
 * The hooks of this machine: what runs when a crawl ends. Only flags of a person and this machine's own configuration say what
 * is run. The database stores names alone: whoever may write there must not choose what a worker executes.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { MondoError } from '../../model/errors.ts'
import { configPath, readConfig } from '../config.ts'

/** A program and its arguments, never given to a shell. */
export interface Hook {
  /** For messages. */
  readonly name: string
  readonly argv: readonly [program: string, ...args: string[]]
}

/**
 * The hook of a crawl that a person starts: `--on-end` names a hook of the configuration or one program; without it, `onEnd` of
 * the configuration.
 *
 * @throws MondoError `usage` for a program that is not there or cannot be executed
 */
export function hookOfCrawl(onEnd: string | undefined, config: string | undefined): Hook | null {
  const hooks = configuredHooks(config)
  if (onEnd === undefined) return hooks.onEnd
  return hooks.named(onEnd) ?? { name: onEnd, argv: [programAt(onEnd)] }
}

/** The hooks of one configuration. */
export interface Hooks {
  /** For crawls that name no hook. */
  readonly onEnd: Hook | null
  readonly named: (name: string) => Hook | null
}

export const noHooks: Hooks = { onEnd: null, named: () => null }

/** The hooks in a configuration file, that of the working directory where none is given. */
export function configuredHooks(given: string | undefined): Hooks {
  const path = configPath(given)
  const { onEnd, hooks = {} } = path === undefined ? {} : readConfig(path)
  const folder = path === undefined ? '.' : dirname(path)
  return {
    onEnd: onEnd === undefined ? null : hookFrom('onEnd', onEnd, folder),
    named: (name) => {
      const argv = Object.hasOwn(hooks, name) ? hooks[name] : undefined
      return argv === undefined ? null : hookFrom(name, argv, folder)
    },
  }
}

/** A program with a slash in its path is relative to the configuration; any other is looked up in PATH. */
function hookFrom(name: string, [program = '', ...args]: readonly string[], folder: string): Hook {
  return { name, argv: [program.includes('/') ? resolve(folder, program) : program, ...args] }
}

function programAt(text: string): string {
  const places = text.includes('/')
    ? [resolve(text)]
    : [resolve(text), ...(process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, text))]
  const found = places.find((place) => existsSync(place) && statSync(place).isFile())
  if (found === undefined) {
    throw new MondoError('usage', `--on-end: there is no program ${text}`, {
      hint: /\s/.test(text)
        ? 'Give one path without arguments; a program with arguments goes into "onEnd" or "hooks" of mondo.config.json'
        : 'Give the path of an executable file, or the name of one in "hooks" of mondo.config.json',
    })
  }
  try {
    accessSync(found, constants.X_OK)
  } catch (cause) {
    throw new MondoError('usage', `--on-end: ${text} cannot be executed`, {
      cause,
      hint: `Make it executable: chmod +x ${text}`,
    })
  }
  return found
}
