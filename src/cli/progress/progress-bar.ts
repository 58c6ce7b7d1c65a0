/** The progress of a crawl at the bottom of a terminal: cli-progress draws it, and the log goes above it. */
import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import type { Terminal } from '../output/terminal.ts'
import { type CrawlState, hostLines } from './crawl-state.ts'
import { pagesToVisit, remainingText } from './remaining-time.ts'

export interface ProgressBar {
  /** Starts drawing; may be called more than once. */
  readonly begin: () => void
  /** Removes the bar; may be called more than once. */
  readonly end: () => void
}

const clearBelow = '\u001b[J'
const wrapOn = '\u001b[?7h'
const wrapOff = '\u001b[?7l'

export function progressBar(terminal: Terminal, state: CrawlState, maxPages: number | null): ProgressBar {
  const stream = terminal.errorStream
  let bars: MultiBar | null = null
  let log: string[] = []

  const begin = (): void => {
    if (bars !== null) return
    const drawn = new MultiBar(
      {
        format: '{bar} {value}/{total} pages  {facts}',
        // On a narrow terminal the numbers matter more than the bar.
        barsize: terminal.errorColumns < 70 ? 8 : 24,
        stream,
        fps: 5,
        hideCursor: true,
        // Lines that are too long are cut by the terminal: wrapped, they could not be drawn over.
        linewrap: false,
        clearOnComplete: true,
        forceRedraw: true,
        // The crawl handles signals itself; its progress is shown until it has stopped.
        gracefulExit: false,
      },
      Presets.shades_classic,
    )
    bars = drawn
    const pages = drawn.create(1, 0, { facts: '' })
    const hosts: SingleBar[] = []
    drawn.on('redraw-pre', () => {
      if (log.length > 0) stream.write(`${clearBelow}${wrapOn}${log.join('')}${wrapOff}`)
      log = []
      const { visited } = state.progress
      pages.setTotal(Math.max(1, visited, pagesToVisit({ ...state.progress, maxPages })))
      pages.update(visited, { facts: factsText(state) })
      for (const [i, line] of hostLines(state.hosts, state.now).entries()) {
        hosts[i] ??= drawn.create(1, 0, { line }, { format: '{line}' })
        hosts[i].update(0, { line })
      }
    })
    terminal.drawBelow((text) => log.push(text))
    // A second signal ends the process at once: the cursor must come back.
    process.once('exit', end)
  }

  const end = (): void => {
    if (bars === null) return
    process.off('exit', end)
    bars.stop()
    bars = null
    terminal.drawBelow(null)
    for (const text of log.splice(0)) terminal.writeNote(text)
  }
  return { begin, end }
}

function factsText({ progress, pagesPerSecond, remaining }: CrawlState): string {
  const rate = pagesPerSecond === null ? '' : `${pagesPerSecond.toFixed(pagesPerSecond < 10 ? 1 : 0)}/s`
  const megabytes = `${(progress.bytes / 1e6).toFixed(1)} MB`
  return [rate, remainingText(remaining), megabytes].filter((part) => part !== '').join('  ')
}
