/** Reads a file from front to back through a window that is only as large as the bytes in use. */
import { type FileHandle, open } from 'node:fs/promises'

const readBytes = 256 * 1024

/** A sliding window over an open file. Dispose of it to close the file. */
export class FileWindow implements AsyncDisposable {
  readonly #handle: FileHandle
  #buffer: Buffer = Buffer.alloc(0)
  #offset: number
  #atEnd = false

  static async open(path: string, offset = 0): Promise<FileWindow> {
    return new FileWindow(await open(path, 'r'), offset)
  }

  private constructor(handle: FileHandle, offset: number) {
    this.#handle = handle
    this.#offset = offset
  }

  /** Position in the file of the first byte that `peek` returns. */
  get offset(): number {
    return this.#offset
  }

  /** The next bytes: at least `wanted`, unless the file ends first. The buffer is valid until the next call. */
  async peek(wanted: number): Promise<Buffer> {
    while (this.#buffer.length < wanted && !this.#atEnd) {
      const chunk = Buffer.allocUnsafe(Math.max(readBytes, wanted - this.#buffer.length))
      const position = this.#offset + this.#buffer.length
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, position)
      this.#atEnd = bytesRead === 0
      this.#buffer = Buffer.concat([this.#buffer, chunk.subarray(0, bytesRead)])
    }
    return this.#buffer
  }

  /** Moves the window forward. */
  advance(bytes: number): void {
    this.#buffer = this.#buffer.subarray(bytes)
    this.#offset += bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}
