/**
 * Decodes charset labels, including those in use that the Encoding standard does not list.
 *
 * Labels are compared without case and punctuation (`eucJP-ms`, `EUCJP_MS`). UTF-7, UTF-32, base64 and hex are in neither
 * table, so such a label is never obeyed: it could hide markup from everything that reads the page by its bytes.
 */
import { createRequire } from 'node:module'
import { decodeBytes, standardEncoding } from './encoding-standard.ts'
import { decodeTwoByteCode } from './two-byte-codes.ts'

/** A charset that mondo decodes. */
export interface Charset {
  /** Lower-case name: WHATWG's, or iconv-lite's where the standard has no such encoding. */
  readonly encoding: string
  /** Never throws; malformed bytes become U+FFFD. */
  decode(bytes: Uint8Array): string
}

/** The charset of a label; null for a label that mondo does not decode. */
export function charsetOfLabel(label: string): Charset | null {
  const key = keyOf(label)
  const encoding = standardEncoding(label) ?? standardAliases.get(key)
  if (encoding !== undefined) return standardCharset(encoding)
  const codePage = codePages.get(key)
  return codePage === undefined
    ? null
    : { encoding: codePage, decode: (bytes) => iconvLite().decode(bytes, codePage) }
}

/** A charset of the Encoding standard, by its lower-case name. */
export function standardCharset(encoding: string): Charset {
  return {
    encoding,
    decode: (bytes) => decodeTwoByteCode(bytes, encoding) ?? decodeBytes(bytes, encoding),
  }
}

const keyOf = (label: string): string => label.toLowerCase().replace(/[^a-z0-9]/g, '')

function byKey(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([encoding, keys]) => keys.split(' ').map((key) => [key, encoding])),
  )
}

/**
 * Other names of encodings that the standard has: IANA's, Microsoft's, IBM's, Java's and PHP's. Pages label the Windows
 * extension and the plain encoding alike, and the standard's decoder reads both. iconv-lite does not decode these: it has
 * half of them, and its cp932 differs from the standard's Shift_JIS in 1,371 pairs of bytes.
 */
const standardAliases = byKey({
  'utf-8': 'utf8 cp65001 65001 csutf8 utf8mb4 utf8n utf8sig',
  shift_jis:
    'cp932 932 windows932 ms932 xms932 xmscp932 mswindows31j windows31j xwindows31j cswindows31j sjiswin shiftjis sjis ' +
    'ibm943 cp943 cp943c ibm943c xibm943 xibm943c',
  'euc-jp':
    'eucjp cp51932 51932 xeuc ujis eucjpms eucjpwin eucjpopen xeucjpopen eucjplinux xeucjplinux eucjpascii eucjis ' +
    'extendedunixcodepackedformatforjapanese',
  'iso-2022-jp': 'iso2022jp iso2022jpms cp50220 50220 cp50221 50221 cp50222 50222 jis',
  'euc-kr': 'euckr cp949 949 uhc ms949 xwindows949 cp51949 51949 ksc56011992',
  gbk: 'cp936 936 ms936 windows936 xms936 csgbk euccn xeuccn cp51936 gb231280',
  gb18030: 'gb180302000 csgb18030 cp54936 54936 windows54936',
  big5: 'cp950 950 ms950 windows950 xwindows950 big5hk big5eten',
  'windows-874': 'cp874 874 ibm874 xwindows874 tis620 tis6200 tis62025331 isoir166',
  'windows-1250': 'windows1250 win1250 cp1250 1250 mscp1250 msee',
  'windows-1251': 'windows1251 win1251 cp1251 1251 microsoftcp1251 mscyrl',
  'windows-1252': 'windows1252 win1252 cp1252 1252 msansi xansi cp28591 28591 latin1 iso88591 88591',
  'windows-1253': 'windows1253 win1253 cp1253 1253 msgreek',
  'windows-1254': 'windows1254 win1254 cp1254 1254 msturk cp28599 28599 iso88599 88599',
  'windows-1255': 'windows1255 win1255 cp1255 1255 mshebr',
  'windows-1256': 'windows1256 win1256 cp1256 1256 msarab',
  'windows-1257': 'windows1257 win1257 cp1257 1257 winbaltrim',
  'windows-1258': 'windows1258 win1258 cp1258 1258',
  'iso-8859-2': 'cp28592 28592 cp912 ibm912 iso88592 88592',
  'iso-8859-3': 'cp28593 28593 cp913 ibm913 iso88593 88593',
  'iso-8859-4': 'cp28594 28594 cp914 ibm914 iso88594 88594',
  'iso-8859-5': 'cp28595 28595 cp915 ibm915 iso88595 88595',
  'iso-8859-6': 'cp28596 28596 cp1089 ibm1089 iso88596 88596',
  'iso-8859-7': 'cp28597 28597 cp813 ibm813 iso88597 88597',
  'iso-8859-8': 'cp28598 28598 cp916 ibm916 iso88598 88598',
  'iso-8859-10': 'iso885910 isoir157',
  'iso-8859-13': 'cp28603 28603 latin7 l7 iso885913 csiso885913 isoir179',
  'iso-8859-14': 'latin8 l8 iso885914 csiso885914 isoceltic isoir199',
  'iso-8859-15': 'cp28605 28605 latin9 iso885915 csiso885915 isoir203 cp923 ibm923',
  'iso-8859-16': 'latin10 l10 iso885916 csiso885916 isoir226',
  'koi8-r': 'koi8r cp20866 20866 cp878 ibm878',
  'koi8-u': 'koi8u cp21866 21866 cp1168 ibm1168 cskoi8u',
  ibm866: 'dos866 xcp866',
  macintosh: 'macroman macosroman cp10000 10000',
  'x-mac-cyrillic': 'maccyrillic cp10007 10007 macukraine xmacukraine macukrainian cp10017 10017',
})

/**
 * The DOS and Mac code pages that the standard has no decoder for, by iconv-lite's name. The DOS tables were compared byte
 * by byte with Python's and are the same (cp808 it lacks: cp866 with the euro); the Mac ones are those before the euro of 1998.
 * Left out: cp864, which turns `%` into an Arabic sign, as all here keep ASCII; cp866, macintosh and x-mac-cyrillic,
 * which the standard has.
 */
const codePages = byKey({
  cp437: 'cp437 ibm437 437 dos437 csibm437 cspc8codepage437',
  cp720: 'cp720 ibm720 720 dos720',
  cp737: 'cp737 ibm737 737 dos737 csibm737 xibm737',
  cp775: 'cp775 ibm775 775 dos775 csibm775 cspc775baltic',
  cp808: 'cp808 ibm808 808',
  cp850: 'cp850 ibm850 850 dos850 csibm850 cspc850multilingual',
  cp852: 'cp852 ibm852 852 dos852 csibm852 cspcp852',
  cp855: 'cp855 ibm855 855 dos855 csibm855',
  cp856: 'cp856 ibm856 856 csibm856 xibm856',
  cp857: 'cp857 ibm857 857 dos857 csibm857',
  cp858: 'cp858 ibm858 858 cp00858 ibm00858 ccsid00858 csibm00858 pcmultilingual850euro',
  cp860: 'cp860 ibm860 860 dos860 csibm860',
  cp861: 'cp861 ibm861 861 dos861 csibm861 cpis',
  cp862: 'cp862 ibm862 862 dos862 csibm862 cspc862latinhebrew',
  cp863: 'cp863 ibm863 863 dos863 csibm863',
  cp865: 'cp865 ibm865 865 dos865 csibm865',
  cp869: 'cp869 ibm869 869 dos869 csibm869 cpgr',
  cp1125: 'cp1125 ibm1125 1125 ruscii',
  maccenteuro: 'maccenteuro xmacce macce xmaccentraleurroman maccentraleurope maclatin2 cp10029 10029',
  maccroatian: 'maccroatian xmaccroatian cp10082 10082',
  macgreek: 'macgreek xmacgreek cp10006 10006',
  maciceland: 'maciceland xmacicelandic cp10079 10079',
  macromania: 'macromania xmacromanian cp10010 10010',
  macthai: 'macthai xmacthai cp10021 10021',
  macturkish: 'macturkish xmacturkish cp10081 10081',
})

interface IconvLite {
  decode(bytes: Uint8Array, encoding: string): string
}

let loadedIconv: IconvLite | undefined

/** Loaded for the first such page (about 9 ms), because they are rare; by `require`, as decoding is synchronous. */
function iconvLite(): IconvLite {
  loadedIconv ??= createRequire(import.meta.url)('iconv-lite') as IconvLite
  return loadedIconv
}
