/** The two packages that know encodings. The build bundles their 15 files into one, which loads in a fraction of the time. */
export { getBOMEncoding, legacyHookDecode, normalizeEncoding } from '@exodus/bytes/encoding.js'
export { default as sniffEncoding } from 'html-encoding-sniffer'
