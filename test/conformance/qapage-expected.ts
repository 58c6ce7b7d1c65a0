/**
 * What a person reads from each page of the folder of schema.org pages. No sentence of the pages stands here: a title
 * or a text is known by its mark, `LENGTH HASH`, made by `mark` and `squeezedMark` of `./mark.ts`. The marks were
 * computed from the pages by position (class names of the site, two HTML parsers and a regular expression agreeing),
 * not by the parser that is tested.
 */
import type { CheckCode } from '../../src/model/check.ts'

/** A page of the Stack Exchange network. */
export interface ExpectedQuestion {
  readonly file: string
  readonly site: string
  readonly questionId: string
  /** Mark of the title, character by character. */
  readonly title: string
  /** Mark of the body without white space; what the site says about the question inside it (a notice) left out. */
  readonly body: string
  readonly asker: ExpectedPerson
  readonly answerCount: number
  readonly thanksCount: number
  /** Query of the page that continues this one; null where all declared answers are shown. */
  readonly nextPage: string | null
  /** Codes of the checks that it fails. */
  readonly checks?: readonly CheckCode[]
  /** Key of the accepted answer. */
  readonly best: string | null
  /** In page order: key, votes, author, mark of the body without white space. */
  readonly answers: readonly (readonly [string, number, ExpectedPerson, string])[]
}

/** Name, and the number in the profile's URL, null for a name without a profile; null if no author is named (community wiki). */
type ExpectedPerson = readonly [string, number | null] | null

export const notQuestions: readonly { readonly file: string; readonly checks: readonly CheckCode[] }[] = [
  // Two FAQPages: their questions stand in JSON-LD, one of them in an @graph after an Article.
  { file: 'faqpage-jsonld-haus.de-Vorsatzschallung.html', checks: ['several-questions'] },
  { file: 'faqpage-jsonld-smava.de.privatkredit.html', checks: ['several-questions'] },
]

export const questions: readonly ExpectedQuestion[] = [
  {
    file: 'qapage-microdata-german.stackexchange.com.html',
    site: 'german.stackexchange.com',
    questionId: '10376',
    title: '84 bd34228aae0c',
    body: '230 b150f2b9842e',
    asker: ['user5105', 5105],
    answerCount: 6,
    thanksCount: 22,
    nextPage: null,
    best: '10381',
    answers: [
      ['10381', 22, ['Earthliŋ', 2549], '580 5dd26c1221a8'],
      ['10378', 3, ['Hagen von Eitzen', 1997], '885 a52e78d50ec1'],
      ['21947', 3, ['user unknown', 266], '334 c0195810c98a'],
      ['47250', 3, ['Theo', 34593], '329 83972aa57e8a'],
      ['10377', 0, ['Tom Au', 343], '262 85cc8ec93525'],
      ['10380', -1, ['Robert', 3233], '469 3ecb939f833c'],
    ],
  },
  {
    file: 'qapage-microdata-pt.stackoverflow.com-361861.html',
    site: 'pt.stackoverflow.com',
    questionId: '361861',
    title: '67 68344c860de4',
    body: '796 3a94d70c1922',
    asker: ['Fupi', 138991],
    answerCount: 2,
    thanksCount: 1,
    nextPage: null,
    best: '361879',
    answers: [
      ['361879', 4, ['nosklo', 94180], '1120 c0f07ce37ca4'],
      ['361913', 0, ['Augusto Vasques', 137387], '275 a3057d42daaf'],
    ],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-10773880.html',
    site: 'stackoverflow.com',
    questionId: '10773880',
    title: '54 35578209570f',
    // 242 da68efe0455e with the site's own notice about the question, which is no word of the asker's.
    body: '69 fdf912261908',
    asker: ['Shamas', 687146],
    answerCount: 1,
    thanksCount: 52,
    nextPage: null,
    best: '10773933',
    answers: [['10773933', 65, ['qwertyboy', 1305487], '147 d483b876a7b9']],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-11004721.html',
    site: 'unix.stackexchange.com',
    questionId: '40638',
    // Some comments are behind a link to more.
    checks: ['comments-missing'],
    title: '73 3c1fad0ba708',
    body: '115 1578741b46e1',
    asker: ['stinkypyper', null],
    answerCount: 5,
    thanksCount: 103,
    nextPage: null,
    best: null,
    answers: [
      ['294892', 154, ['Vico Vault', 178959], '523 aa88770f0a27'],
      ['140813', 45, ['BenC', 37633], '99 c6eea9da627e'],
      ['510053', 5, ['PYK', 267089], '499 a28ed995dbbb'],
      ['463675', 4, ['beefeather', 306471], '221 2e686511408b'],
      ['158124', 2, ['whitewings', 77038], '203 3ffd27e603c3'],
    ],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-1401482.html',
    site: 'stackoverflow.com',
    questionId: '1401482',
    // Some comments are behind a link to more.
    checks: ['comments-missing'],
    title: '38 6050b0a1adfd',
    body: '91 0afae9ca0ba4',
    asker: ['Kapsh', 45730],
    answerCount: 13,
    thanksCount: 1164,
    nextPage: null,
    best: '1401495',
    answers: [
      ['1401495', 1897, ['Philip Fourie', 11123], '736 db2bbbe2b033'],
      ['1401502', 355, ['kwatford', 115738], '14 dd34b89fd141'],
      ['1401490', 97, ['lutz', null], '42 0a56f33c9616'],
      ['17195700', 49, ['Medievalist', 2300151], '112 859a9289d93d'],
      ['50942351', 23, ['ahmettolga', 5814405], '79 9231c03e1ecb'],
      ['32433845', 22, ['xu2mao', 1494469], '54 5ef3cebc16c9'],
      ['47216077', 19, ['wjandrea', 4518341], '422 d939cd07e61b'],
      ['57071711', 9, ['Luís de Sousa', 2066215], '120 29bc9c498a85'],
      ['50242486', 7, ['arp', 2654767], '117 1031249e5dab'],
      ['44335698', 6, ['Crt', 1292323], '92 2286e56846b2'],
      ['54407161', 6, ['Miguel', 1834212], '61 dfd3b399fe3b'],
      ['48320592', 5, ['ankitbaldua', 8149366], '324 653d826a4001'],
      ['53929515', 0, ['Farid Haq', 3838901], '176 c3eeab55cef8'],
    ],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-15163640.html',
    site: 'stackoverflow.com',
    questionId: '15163640',
    title: '40 f56147fdead4',
    body: '557 b23c967babd4',
    asker: ['luisfarzati', 1206952],
    answerCount: 2,
    thanksCount: 17,
    nextPage: null,
    best: '15164153',
    answers: [
      ['15164153', 9, ['Lars Kotthoff', 1172002], '177 5db1a028b62e'],
      ['42262018', 5, ['btk', 289255], '40 f17d60dbacfd'],
    ],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-1732348.html',
    site: 'stackoverflow.com',
    questionId: '1732348',
    // A notice stands within the text of one answer.
    checks: ['layout-disagrees', 'comments-missing'],
    title: '54 c947244ae2b5',
    // 496 792eaf8348e4 with the site's own notice about the question, which is no word of the asker's.
    body: '388 171ec9c1df5d',
    asker: null,
    answerCount: 36,
    thanksCount: 1607,
    nextPage: '?page=2&tab=votes',
    best: '1732454',
    answers: [
      // 3034 2480dd208a7e with the site's own notice.
      ['1732454', 4413, null, '2922 e2553579a038'],
      ['1733489', 3303, null, '425 3cb3c20983c6'],
      ['1758162', 2085, null, '365 d2d5b104a4c6'],
      ['5236278', 1367, null, '812 60ea236e680e'],
      ['1736801', 1089, null, '712 bd6f9f064b4a'],
      ['5233151', 509, null, '5409 d048a4a93ae1'],
      ['2263520', 304, null, '249 9f9fc06619e5'],
      ['7564061', 278, ['Sam', 590956], '3343 4c90de72c4ed'],
      ['1732595', 261, null, '111 0dc3cdf7da94'],
      ['2146912', 222, null, '726 1d40798bcb69'],
      ['1732395', 185, null, '99 a9d4a249d296'],
      ['10633717', 181, null, '605 c17753b4032e'],
      ['1737662', 155, null, '680 54689ff99258'],
      ['1745488', 149, null, '209 2605c8107591'],
      ['1732382', 138, null, '309 4a3b02277241'],
      ['1736770', 123, null, '181 877f812c29e5'],
      ['1744154', 107, null, '622 8c6619e878aa'],
      ['6817767', 96, null, '2900 b0e177479929'],
      ['1756533', 92, null, '164 bc4c0a5a401d'],
      ['1744002', 90, null, '226 cd20d1f6b433'],
      ['6653839', 84, null, '899 446d7f3b7e71'],
      ['3274138', 74, null, '223 ea9d27699f60'],
      ['2708960', 70, null, '1959 d797c29a850d'],
      ['3180176', 70, null, '1867 b97429860d6b'],
      ['2201251', 62, null, '332 52754932860a'],
      ['10535487', 60, null, '483 ebcdcf20b0d9'],
      ['10844758', 55, null, '241 b7654f0a1f5e'],
      ['1738126', 53, null, '97 4af91b7fc489'],
      ['10791453', 52, null, '1558 0d6e315aa84a'],
      ['2226652', 49, null, '295 a47102677465'],
    ],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-32899.html',
    site: 'stackoverflow.com',
    questionId: '32899',
    // Some comments are behind a link to more.
    checks: ['comments-missing'],
    title: '65 eb2080912b1f',
    body: '412 1e3eeafdc62d',
    asker: ['Peter Hoffmann', 720],
    answerCount: 25,
    thanksCount: 252,
    nextPage: null,
    best: '32939',
    answers: [
      ['32939', 184, ['Dmitry Mukhin', 3448], '1339 0d6b8738bad5'],
      ['34094', 163, ['codeape', 3571], '1389 47f864c16841'],
      ['20870875', 78, ['Guy', 1540037], '443 68112cc0755a'],
      ['29384495', 52, ['Bernhard', 639054], '1407 c580223cf4b1'],
      ['23508426', 37, ['Javier', 3339058], '742 8bf06a34ed7b'],
      ['25626660', 34, ['Sergey Voronezhskiy', 4000827], '797 a8c420d49b25'],
      ['29766722', 12, ['Mykhaylo Kopytonenko', 2726783], '457 55534db8c482'],
      ['810127', 6, ['bignose', 70157], '333 b5456f4988ec'],
      ['33884166', 5, ['Javier', 3339058], '129 22bd39cc2e05'],
      ['27250866', 4, ['Maroun', 1735406], '430 2c799815e157'],
      ['31161347', 4, ['Kirill Ermolov', 4990113], '1286 904e5b8ce2a5'],
      ['28890882', 2, ['Matt', 452274], '461 a9357d3bb6da'],
      ['41010565', 2, ['Arindam Roychowdhury', 1076965], '1061 59c7c2372702'],
      ['30150971', 1, ['sleepycal', 1267398], '716 295a3652543a'],
      ['34382688', 1, ['Max Malysh', 1977620], '411 3f94935224d9'],
      ['57378023', 1, ['bcdan', 3325465], '970 a80606e98911'],
      ['39350898', 1, ['mop', 1791024], '543 a4d70aaf8be5'],
      ['36788233', 0, ['Danielle Weisz', 6239458], '1885 4023a542818f'],
      ['43851514', 0, ['Patrick Ohly', 222305], '176 168bb8a12036'],
      ['45570424', 0, ['YvesgereY', 995896], '1380 83a1ca65c118'],
      ['48452127', 0, ['hhquark', 5932228], '758 718a7c83d606'],
      ['62476654', 0, ['Eric Cousineau', 7829525], '463 fcd7bcd66325'],
      ['37470261', -1, ['pptime', 2590401], '755 87f9c54aac6d'],
      ['38726022', -1, ['S.Arora', 6665372], '549 89d8f0118a9d'],
      ['58974546', -1, ['thangaraj1980', 2707200], '627 0c707e26799f'],
    ],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-3702675.html',
    site: 'stackoverflow.com',
    questionId: '3702675',
    // Some comments are behind a link to more.
    checks: ['comments-missing'],
    title: '88 f0ec6a320392',
    body: '329 e8d617f1fdec',
    asker: ['chriscauley', 266564],
    answerCount: 15,
    thanksCount: 851,
    nextPage: null,
    best: '16946886',
    answers: [
      ['16946886', 653, ['Sylvain Leroux', 2363712], '1826 54b78d6e28d2'],
      ['3702847', 752, ['volting', 252701], '185 416e882c07d9'],
      ['29930431', 282, ['dimo414', 113632], '152 ddbf1a936264'],
      ['31444861', 122, ['Aaron Hall', 541136], '2430 c1f34caead3f'],
      ['53779794', 21, ['tosh', 4835578], '1364 443c334d5311'],
      ['49992927', 13, ['Mark McDonald', 17328], '260 d18ecf952951'],
      ['56406288', 11, ['bgdnlp', 11033167], '1880 ad64c0eb3d6f'],
      ['33723119', 7, ['Edward Newell', 1467306], '642 2c80ca6f916d'],
      ['53176856', 7, ['Basj', 1422096], '657 ce0a258787a5'],
      ['3702733', 6, ['Ivo van der Wijk', 320057], '359 668073284340'],
      ['56199295', 6, ['Ciro Santilli 郝海东冠状病六四事件法轮功', 895245], '712 af01fc3f32c4'],
      ['3702736', 3, ['nmichaels', 391531], '150 03753ba2d9d2'],
      ['59042953', 3, ['nupanick', 3821202], '658 b82f3732f341'],
      ['64293622', 0, ['Ahmad', 2651073], '581 b8c26de8c05f'],
      ['64390243', 0, ['Bar Nuri', 2908786], '714 0b988513b63d'],
    ],
  },
  {
    file: 'qapage-microdata-stackoverflow.com-6508819.html',
    site: 'stackoverflow.com',
    questionId: '6508819',
    title: '28 7c3cd7c826fa',
    body: '86 6de3f2df5dc0',
    asker: ['vehomzzz', 149045],
    answerCount: 7,
    thanksCount: 59,
    nextPage: null,
    best: '6508849',
    answers: [
      ['6508849', 89, ['matchew', 638649], '867 df4631949618'],
      ['6508872', 12, ['Seth Robertson', 719673], '39 e6d8510718ff'],
      ['32230060', 10, ['DustinB', 7888], '222 d8173b3b5689'],
      ['6510311', 7, ['glenn jackman', 7552], '307 2188ec9eb0a8'],
      ['47438110', 5, ['David Granqvist', 3232045], '646 21db44d8a8c7'],
      ['29357569', 1, ['pjammer', 156561], '113 98731a1635e9'],
      ['54549830', 1, ['Matt Vegas', 8323165], '233 25fbe51c68f3'],
    ],
  },
]
