/** What kind of archive a file is. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { formatOfBytes } from '../../../src/archive/foreign/file-format.ts'
import { foreignRecord } from './records.ts'
import { zipFile } from './zip-file.ts'

const warc = foreignRecord('response', 'HTTP/1.1 200 OK\r\n\r\nx')
const arc =
  'filedesc://a.arc 0.0.0.0 20080102030405 text/plain 76\n1 0 InternetArchive\nURL IP-address …\n\n\n'
const arcRecord = 'http://x.example/ 1.2.3.4 20080102030405 text/html 5\nHTTP/1.0 200 OK\n'
const har = '\ufeff{\n  "log": {\n    "version": "1.2", "entries": [] } }'
const mhtml =
  'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html"\r\n\r\n------\r\n'
const page = '<!doctype html><p>{"log": {}} WARC/1.0 filedesc://'

describe('the format of a file', () => {
  test.each([
    ['WARC', warc, 'warc'],
    ['WARC behind empty lines', Buffer.concat([Buffer.from('\r\n\n'), warc]), 'warc'],
    ['WARC in gzip', gzipSync(warc), 'warc'],
    ['ARC', arc, 'ARC'],
    ['ARC in gzip', gzipSync(arc), 'ARC'],
    ['ARC without its first record', arcRecord, 'ARC'],
    ['Zstandard', zstdCompressSync(warc), 'Zstandard'],
    ['Zstandard with a dictionary in front', Buffer.from('5d2a4d1801000000', 'hex'), 'Zstandard'],
    ['HAR', har, 'HAR'],
    ['HAR in gzip', gzipSync(har), 'HAR'],
    ['MHTML', mhtml, 'MHTML'],
    ['WACZ', zipFile([{ name: 'archive/a.warc', data: warc }]), 'wacz'],
    ['a page', page, 'other'],
    ['a page in gzip', gzipSync(page), 'gzip'],
    ['another ZIP file', zipFile([{ name: 'word/document.xml', data: Buffer.from('x') }]), 'other'],
    ['JSON', '{"@context": "https://schema.org", "log": {}}', 'other'],
    ['a mail', 'From: a\nContent-Type: text/html\n\n<p>multipart/related', 'other'],
    ['nothing', '', 'other'],
  ])('%s is told by its bytes, whatever its name', (_, bytes, format) => {
    expect(formatOfBytes(Buffer.from(bytes as string), 'x.html')).toBe(format)
  })

  test.each([
    ['a.warc', 'warc'],
    ['a.WARC.GZ', 'warc'],
    ['a.arc', 'ARC'],
    ['a.arc.gz', 'ARC'],
    ['a.warc.zst', 'Zstandard'],
    ['a.har', 'HAR'],
    ['a.mht', 'MHTML'],
    ['a.mhtml', 'MHTML'],
    ['a.wacz', 'wacz'],
    ['parc.html', 'other'],
    ['warc', 'other'],
  ])('%s is told by its name where the bytes say nothing', (name, format) => {
    expect(formatOfBytes(Buffer.from('damaged'), name)).toBe(format)
  })
})
