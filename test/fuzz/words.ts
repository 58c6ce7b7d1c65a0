/** The vocabulary of fuzzed pages: landmarks, class names, dates and numbers that rules of the parser look for. */
import fc from 'fast-check'

const landmarks = `回答No.1|回答No.2|回答Ｎｏ．３|回答No.0|回答No.99999999999|ANo.4|ベストアンサー|質問者が選んだベストアンサー|みんなの回答
その他の回答 (2)|その他の回答 (99999999999)|質問者|お礼|補足|お礼コメント|質問者からのお礼|質問者からの補足|関連するQ&A|関連するQ＆A|専門家に質問してみよう
締切済み|解決済み|解決済|受付中|困ってます|すぐに回答を|回答数3|回答数0|回答数99999999999|回答数:２|ありがとう数１，０２４|ありがとう数-1|閲覧数10
ベストアンサー率42% (31/73)|ベストアンサー率101% (3/2)|ベストアンサー率５０％（１，５０１／３，０００）|ベストアンサー率0% (0/0)|ベストアンサー率33%
投稿日時|質問No.9900001|カテゴリ|ログイン|通報する|次へ|次の10件|次のページ >>|お探しのページは見つかりません|この質問は削除されました|回答する`
const times = `2013/07/08 12:34|2013/7/8 9:08|2013-02-30 10:00|2013/13/01|2013/07/08 24:00|2013/07/08 25:61|0000/01/01 00:00|9999/12/31 23:59
2013年7月8日 12時34分|3日前|1分前|99999999999日前|昨日|2013-07-08T12:34:56+09:00|2013-07-08T12:34:56.123456789Z|2013-07-08T12:34:00+99:00|0001-01-01T00:00:00+09:00|9999-12-31T23:59:00-05:00|0001/01/01 00:00|２０１３／０７／０８`
const odd = `\0|\ud83d|\udc00|\ufeff|\u200b|\u3000|\u2028|\u202e|&#0;|&#xD800;|&amp;|&lt;|<|>|"|'|]]>|-->|<!--|\r|\n|\r\n|\t|👍🏽|e\u0301|-----|•|★|http://`
const plain = `弁当箱のにおい|洗ってもパッキンに残ります。|Ver.１．０２|No.2です。|hirugohan|カレー党|How long do eggs boil?|x|1|あ`

const pieces = (text: string) => text.split(/[|\n]/)
const text = fc.oneof(
  { arbitrary: fc.constantFrom(...pieces(landmarks)), weight: 8 },
  { arbitrary: fc.constantFrom(...pieces(times)), weight: 3 },
  { arbitrary: fc.constantFrom(...pieces(plain)), weight: 4 },
  { arbitrary: fc.constantFrom(...odd.split('|')), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 8 }), weight: 1 },
)

/** One to four pieces that stand together. */
export const words = fc.array(text, { minLength: 1, maxLength: 4 }).map((all) => all.join(''))

/** Page URLs of known and unknown sites, among them such as no page has. */
export const pageUrl = fc.constantFrom(
  'https://okwave.jp/qa/q9900001.html',
  'https://okwave.jp/qa/q9900001.html?page=2&by=x',
  'http://sp.okwave.jp/qa/q1.html',
  'https://okwave.jp/list/new_question',
  'https://okwave.jp/',
  'http://oshiete.nifty.com/qa8165099.html',
  'https://oshiete.goo.ne.jp/qa/12345.html',
  'https://sample.example/qa/q7.html',
  'https://qa.example/questions/123/boiling-eggs?sort=votes',
  'http://[::1]:8080/qa/q1.html',
  'http://xn--nckwd5cta.example/質問/1',
  'file:///qa/q1.html',
  'about:blank',
  'no url',
)

/** What stands in `href`: resolvable, wrapped, and neither. */
export const href = fc.oneof(
  fc.constantFrom(
    ...`/qa/q1.html|/qa/q99.html?page=2|q2.html|//okwave.jp/qa/q3.html|/list/new_question|/category/12|/c205.html|/users/7
https://okwave.jp/qa/q4.html#a|/jump?url=https%3A%2F%2Fokwave.jp%2Fqa%2Fq5.html|/jump?url=javascript:alert(1)|/jump?url=|/jump?url=mailto:a@b
javascript:void(0)|mailto:a@b|#top|http://|https://[|http://a:99999/|//|?page=3|data:text/html,x|/%zz|/\0|http://user:pw@host.example/`.split(
      /[|\n]/,
    ),
  ),
  fc.webUrl(),
  words,
)
