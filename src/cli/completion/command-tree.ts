/** The commands and options of the program as data, read from commander: what completion in a shell offers. */
import type { Command } from 'commander'

export interface CompletedOption {
  /** With its dashes, as in `--data`. */
  readonly name: string
  readonly description: string
  /** `none`: a switch. `choices`: one of `choices`. `file`: a file, a folder or anything else. */
  readonly value: 'none' | 'choices' | 'file'
  readonly choices: readonly string[]
}

export interface CompletedCommand {
  /** Names from the program down; empty for the program itself. */
  readonly path: readonly string[]
  readonly description: string
  readonly options: readonly CompletedOption[]
  readonly subcommands: readonly string[]
  /** What its first argument may be, where only some words may. */
  readonly choices: readonly string[]
  /** Whether it takes any argument that is no option: a file, a URL, a name. */
  readonly takesArguments: boolean
}

/** Every command, the program first. */
export function commandTree(program: Command): readonly CompletedCommand[] {
  return commandsUnder(program, [])
}

function commandsUnder(command: Command, path: readonly string[]): readonly CompletedCommand[] {
  const help = command.createHelp()
  const subcommands = help.visibleCommands(command).filter((one) => one.name() !== 'help')
  const options = help.visibleOptions(command).flatMap((option): CompletedOption[] => {
    if (option.long == null) return []
    const { argChoices: choices = [], required, optional } = option
    const value = choices.length > 0 ? 'choices' : required || optional ? 'file' : 'none'
    return [{ name: option.long, description: oneSentence(option.description), value, choices }]
  })
  const own = {
    path,
    description: oneSentence(command.summary() || command.description()),
    options,
    subcommands: subcommands.map((one) => one.name()),
    choices: command.registeredArguments[0]?.argChoices ?? [],
    takesArguments: command.registeredArguments.length > 0,
  }
  return [own, ...subcommands.flatMap((one) => commandsUnder(one, [...path, one.name()]))]
}

function oneSentence(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
