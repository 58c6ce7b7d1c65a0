/** A binary heap ordered by due time, for simulations of a hundred thousand visits. */
export class DueQueue<T> {
  readonly #heap: { readonly at: number; readonly item: T }[] = []

  push(at: number, item: T): void {
    const heap = this.#heap
    let place = heap.push({ at, item }) - 1
    for (let above = (place - 1) >> 1; place > 0 && this.#at(above) > at; above = (place - 1) >> 1) {
      this.#swap(place, above)
      place = above
    }
  }

  pop(): { readonly at: number; readonly item: T } | undefined {
    const heap = this.#heap
    this.#swap(0, heap.length - 1)
    const first = heap.pop()
    for (let place = 0; ; ) {
      const below = place * 2 + 1
      const smaller = this.#at(below + 1) < this.#at(below) ? below + 1 : below
      if (this.#at(smaller) >= this.#at(place) || smaller >= heap.length) return first
      this.#swap(place, smaller)
      place = smaller
    }
  }

  #at(place: number): number {
    return this.#heap[place]?.at ?? Number.POSITIVE_INFINITY
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (a === undefined || b === undefined) return
    this.#heap[one] = b
    this.#heap[other] = a
  }
}
