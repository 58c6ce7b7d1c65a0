/** The two packages that know encodings. The build joins their 15 files to one, which loads in a fraction of the time. */
export { getBOMEncoding, legacyHookDecode, normalizeEncoding } from '@exodus/bytes/encoding.js'
export { default as sniffEncoding } from 'html-encoding-sniffer'
