/** Reads a file from front to back through a window that is only as large as the bytes in use. */
import { type FileHandle, open } from 'node:fs/promises'

const readBytes = 256 * 1024

/** A sliding window over an open file. Dispose of it to close the file. */
export class FileWindow implements AsyncDisposable {
  readonly #handle: FileHandle
  #buffer: Buffer = Buffer.alloc(0)
  #offset: number
  #atEnd = false
  /** Where the file ends for this window: bytes that a writer appends later are not seen. */
  readonly end: number

  /** `end`: at most the size of the file, which is the default. */
  static async open(path: string, offset = 0, end = Number.POSITIVE_INFINITY): Promise<FileWindow> {
    const handle = await open(path, 'r')
    try {
      const { size } = await handle.stat()
      return new FileWindow(handle, offset, Math.min(size, end))
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  private constructor(handle: FileHandle, offset: number, end: number) {
    this.#handle = handle
    this.#offset = offset
    this.end = end
  }

  /** Position in the file of the first byte that `peek` returns. */
  get offset(): number {
    return this.#offset
  }

  /** The next bytes: at least `wanted`, unless the file ends first. The buffer is valid until the next call. */
  async peek(wanted: number): Promise<Buffer> {
    while (this.#buffer.length < wanted && !this.#atEnd) {
      const position = this.#offset + this.#buffer.length
      const size = Math.min(this.end - position, Math.max(readBytes, wanted - this.#buffer.length))
      if (size <= 0) break
      const chunk = Buffer.allocUnsafe(size)
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, position)
      this.#atEnd = bytesRead === 0
      this.#buffer = Buffer.concat([this.#buffer, chunk.subarray(0, bytesRead)])
    }
    return this.#buffer
  }

  /** Moves the window forward, also past what `peek` has returned. */
  advance(bytes: number): void {
    this.#buffer = this.#buffer.subarray(bytes)
    this.#offset += bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}
