/**
 * How often the letters of a language occur: what `charset-guess.ts` judges the decodings of a page by. The letters stand
 * in the order of their frequency in running text, and the frequency is modelled by the rank alone.
 */

/** What a language makes of one character outside ASCII. */
export interface Language {
  /** Natural logarithms, by character. */
  readonly likely: ReadonlyMap<number, number>
  /** The logarithm for a character that `likely` does not list. */
  readonly unlisted: (code: number) => number
  /** Per place where a letter of the language touches an ASCII letter. */
  readonly besideAscii: number
  /** Per place where two letters outside ASCII touch. */
  readonly besideOther: number
}

/** For what no text holds: undecodable bytes, control characters, private use. */
export const impossible = Math.log(1e-9)

const rare = Math.log(1e-6)
const unusual = Math.log(1e-5)

/** Ranks of an alphabet fall geometrically. */
const geometric = (ratio: number) => (rank: number) => Math.log((1 - ratio) * ratio ** rank)
/** Ranks of thousands of characters fall by a power (Zipf and Mandelbrot; fitted to counts of Chinese characters). */
const powerLaw = (share: number) => (rank: number) => Math.log((share * 0.06) / (rank + 1.6) ** 0.85)

function ranked(letters: string, logOfRank: (rank: number) => number): Map<number, number> {
  return new Map([...letters].map((letter, rank) => [letter.codePointAt(0) ?? 0, logOfRank(rank)]))
}

/** Signs that all languages share. */
const signs = ranked('\u00a0´¨¢¥¬‚‹›»«”“’–—…„©°®·•€№£§', () => Math.log(0.005))

const isWithin = (code: number, first: number, last: number): boolean => code >= first && code <= last

function alphabet(letters: string, besideAscii: number): Language {
  const likely = ranked(letters, geometric(0.9))
  for (const letter of letters) {
    const upper = letter.toUpperCase().codePointAt(0) ?? 0
    const log = likely.get(letter.codePointAt(0) ?? 0) ?? 0
    if (!likely.has(upper)) likely.set(upper, log + Math.log(0.05))
  }
  return {
    likely: new Map([...signs, ...likely]),
    unlisted: () => unusual,
    besideAscii: Math.log(besideAscii),
    besideOther: 0,
  }
}

/** Of the Latin alphabets only the letters outside ASCII count, which stand alone between others. */
function latin(letters: string): Language {
  return { ...alphabet(letters, 1), besideOther: Math.log(0.1) }
}

const script = (letters: string): Language => alphabet(letters, 0.01)

const asianSigns = ranked('、。，「」・！？：（）；“”…～『』【】《》＝', (rank) =>
  Math.log(0.03 / (rank + 1)),
)

function ideographs(
  letters: ReadonlyMap<number, number>,
  unlisted: Language['unlisted'],
  besideAscii = 0.2,
): Language {
  return {
    likely: new Map([...signs, ...asianSigns, ...letters]),
    unlisted: (code) =>
      isWithin(code, 0xff01, 0xff5e) || isWithin(code, 0x3000, 0x303f) ? unusual : unlisted(code),
    besideAscii: Math.log(besideAscii),
    besideOther: 0,
  }
}

const isIdeograph = (code: number): boolean => isWithin(code, 0x4e00, 0x9fff)

const kana =
  'のいにるしたとはなでてをがれかすこまもりんらさうっだくけどよつせそちきあえわおめみろほじばやひげふべゃょびぶずご'
const kanji =
  '日一大人年本国中会事出行分者方上見生時自思間合月前地後場手長気学質問回答部下的代家社度小用内話立同入言高今教何業金私発作実体目所来新' +
  '定理物野心女力法動女知最全東対開表子田明主現員意当不通関期世正情対数書聞外無要力機名山市水道持性使取報続決感点円相主文料保私必店車投稿' +
  '英語編集校病院結婚恋愛健康教育音楽映画旅税険設接携帯端末写真送受信登録解済回線詳細検索疑応補足礼困買東京都県市駅'
const chinese = [
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同',
  '现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很',
  '最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走',
  '义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马',
  '科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运',
  '答帖谁怎吗呢请谢站网页载线发布版登录注册搜索首测试软件脑装英语编程游戏图片音乐视频络价钱医院病疗考您哪',
].join('')
const traditional = [
  '的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同',
  '現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很',
  '最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走',
  '義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬',
  '科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運',
  '答誰怎嗎呢請謝站網頁線版登錄註冊搜尋首灣測試軟體腦裝英語編遊戲圖片音樂影片絡價錢醫院病療考您哪台',
].join('')
const hangul =
  '이다는을의가에고지하은기사로한도를어리대해자인시서스나아그라수있니것부정들보제만요일전주장여면게상할으지원세해거오구트과마우공조성적안비치동했게선' +
  '까무위용중소경분신유방문었모질드생국화내발바때학교진습데간연물관예산려실계출현회말았야식같않없작모두터김행합러당차점력영심통히입결번올체와되된될' +
  '답변글저왜못많알요죠네'

function japanese(): Language {
  const letters = new Map([
    ...ranked(kanji, powerLaw(0.4)),
    ...ranked(kana, (rank) => Math.log(0.03 * 0.96 ** rank)),
    ...ranked('ー', () => Math.log(0.01)),
  ])
  return ideographs(letters, (code) => {
    if (isWithin(code, 0x3041, 0x3096) || isWithin(code, 0x30a1, 0x30fa)) return Math.log(0.002)
    if (isIdeograph(code)) return Math.log(4e-5)
    return isWithin(code, 0xff61, 0xff9f) ? Math.log(3e-5) : rare
  })
}

const ideographic = (letters: string): Language =>
  ideographs(ranked(letters, powerLaw(1)), (code) => (isIdeograph(code) ? Math.log(2e-5) : rare))

function korean(): Language {
  return ideographs(ranked(hangul, powerLaw(1)), (code) =>
    isWithin(code, 0xac00, 0xd7a3) ? Math.log(5e-5) : rare,
  )
}

const western = latin('éäáíóüöèàçñêßôãâúîåøæïûùœòìõëþð¿¡')

/**
 * The language that stands for the pages in each encoding, by the encoding's name, likeliest first. What is not here is never guessed.
 */
export const languages: ReadonlyMap<string, Language> = (() => {
  const [ja, zh, ru] = [japanese(), ideographic(chinese), script('оеаинтсрвлкмдпуяыьгзбчйхжшіюцщэфїєъёґ')]
  const greek = script('αοιετσνηυρςπκμλόίάέδγήωύώχθφβξζψϊ')
  const central = latin('ěłšąęčžřżůśćýőńűťďźňăşţľđáéíóúöüâî')
  const turkish = latin('ıüşçğöiİâ')
  return new Map<string, Language>([
    ['windows-1252', western],
    ['euc-jp', ja],
    ['shift_jis', ja],
    ['gbk', zh],
    ['big5', ideographic(traditional)],
    ['euc-kr', korean()],
    ['windows-1251', ru],
    ['koi8-r', ru],
    ['koi8-u', ru],
    ['ibm866', ru],
    ['iso-8859-5', ru],
    ['windows-1253', greek],
    ['iso-8859-7', greek],
    ['windows-1255', script('יוהלארתבשמנםחדקעטפגסכןצזךףץ')],
    ['windows-1256', script('اليمونرتبعدسفهكقحةجشصأىطضخذزثإءغظآئؤپچگکی')],
    ['windows-874', script('านรอกเงมย่ลวด้ีทัตสิะปบคหแืจพุชขใไ์็ผูโซณถธฐศษญำภฟฎฏฉ')],
    ['windows-1250', central],
    ['iso-8859-2', central],
    ['windows-1254', turkish],
    ['windows-1257', latin('ėšąžųūčįęāīēļņģķõäöü')],
  ])
})()
