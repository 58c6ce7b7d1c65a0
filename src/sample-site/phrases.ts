/** Phrases that fit any category: greetings, ways to end, what askers write back, and the traps a real body may hold. */
import type { Phrases } from './topics.ts'

export const greetings: Phrases = [
  'こんにちは。',
  'はじめまして。',
  'いつもお世話になっております。',
  '困っています。',
  '初歩的な質問ですみません。',
  'タイトルの件でご相談です。',
]

export const requests: Phrases = [
  'よろしくお願いいたします。',
  'ご存じの方、教えてください。',
  'アドバイスをいただけると助かります。',
  'どんな小さなことでもかまいません。',
  '急ぎませんので、気が向いたときにお願いします。',
]

export const answerOpenings: Phrases = [
  '経験者です。',
  'うちの場合ですが、',
  '専門ではありませんが参考までに。',
  'ご質問を読んで他人事とは思えませんでした。',
  '結論から書きます。',
  'それは気になりますね。',
]

export const answerEndings: Phrases = [
  'ご参考になれば幸いです。',
  'うまくいくといいですね。',
  '長文で失礼しました。',
  '以上、素人の意見でした。',
  'またお気軽にどうぞ。',
  'よい結果になりますように。',
]

export const thanksTexts: Phrases = [
  'ご回答ありがとうございました。さっそく試してみます。',
  '早々のお返事に感謝いたします。\n一つずつ確かめてみようと思います。',
  'なるほど、そういう考え方もあるのですね。\n\n目からうろこでした。',
  'お礼が遅くなり、申し訳ありません。\nおかげさまで解決しました。',
  'くわしい説明で、とてもよく分かりました！',
]

export const supplementTexts: Phrases = [
  '書き忘れましたが、始めたのは{n}日前からです。',
  '説明が足りませんでした。\n場所は{N}階で、日当たりは良いほうです。',
  '追加の質問で恐縮です。費用はどのくらいかかるものでしょうか。',
  '教えていただいた方法を試したところ、半分くらいは改善しました。\n　残りはもう少し様子を見てみます。',
  '言葉が不正確でした。正しくは「{n}回」です。',
]

/** Lines that look like marks of structure and are prose. */
export const trapLines: Phrases = [
  'No.2です。',
  'No.1さんの回答に賛成です。',
  '補足を読みました。そういう事情なら話は別です。',
  'お礼は結構ですので、結果だけ教えてください。',
  '回答No.1の方が書かれた方法も悪くないと思います。',
  'ベストアンサーは他の方にお願いします。',
]

export const rulers: Phrases = ['-----', '＊＊＊', '◆◇◆', '＝＝＝＝＝', '※']

/** Only on UTF-8 pages: outside the Basic Multilingual Plane, or beyond what the legacy encodings hold. */
export const emojis: Phrases = ['😊', '🍀', '𠮷', '👩‍🍳', '🐈', '✨']
