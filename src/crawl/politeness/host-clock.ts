/**
 * The time that the clocks of a host are kept in. With real clocks it is the database's, which all workers share: what a
 * worker wrote whose own clock is an hour ahead, or was never set back as the others were, would else be read as a time
 * long ago, and two would ask at once. With a fake clock it is that clock's.
 */

export class HostClock {
  /** Milliseconds that the database is ahead of this process, as the last answer showed. */
  #least = 0
  #most = 0

  /** The database said that it was `told` at some moment between those two of this process. */
  note(asked: number, told: Date, heard: number): void {
    this.#least = told.getTime() - heard
    this.#most = told.getTime() - asked
  }

  /** In the host's time, no earlier than it is meant. */
  toHost(ms: number): number {
    return ms + this.#most
  }

  /** In the host's time, no later than it is: what lies before it is over. */
  pastOnHost(ms: number): number {
    return ms + this.#least
  }

  /** In this process's time, no earlier than it is meant. */
  fromHost(ms: number): number {
    return ms - this.#least
  }
}
