/**
 * Converts between this process's time and the time in which a host's clocks are stored. With real clocks that is the
 * database's, which all workers share: if each wrote its own time, the row of a worker whose clock is an hour behind
 * would look long past, and two workers would send requests at once. With a fake clock both are the same.
 */
export class HostClock {
  /** Bounds of how far the database's clock is ahead of this process's, in milliseconds, from the last query. */
  #least = 0
  #most = 0

  /** Records a query: the database's clock showed `databaseNow` between `sentAt` and `receivedAt` of this process. */
  note(sentAt: number, databaseNow: Date, receivedAt: number): void {
    this.#least = databaseNow.getTime() - receivedAt
    this.#most = databaseNow.getTime() - sentAt
  }

  /** To the host's time, rounded so that a start is never early. */
  toHost(ms: number): number {
    return ms + this.#most
  }

  /** To this process's time, rounded so that a start is never early. */
  fromHost(ms: number): number {
    return ms - this.#least
  }
}
