/** A file read from front to back through a window that is as large as what is looked at, and no larger. */
import { type FileHandle, open } from 'node:fs/promises'

const readBytes = 256 * 1024

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

  /** Of the next byte that `peek` shows. */
  get offset(): number {
    return this.#offset
  }

  /** What comes next: at least `wanted` bytes, unless the file ends before. Valid until the next call. */
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

  advance(bytes: number): void {
    this.#buffer = this.#buffer.subarray(bytes)
    this.#offset += bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close()
  }
}
