"""The texts whose token ids are compared: many scripts, emoji, odd whitespace, numbers, markup, and seeded random Unicode."""
import random

ENGLISH = """a photo of a cat
a photo of a dog
A Photo of TWO dogs playing in the snow!
the quick brown fox jumps over the lazy dog
The Lighthouse keeper's daughter wasn't there; she'd gone to the mainland.
What's the power budget of the station in winter?
I'll, you've, we're, he'd, it's, I'm, don't
a red square to the left of a blue circle
black-and-white drawing of an elephant, side view
3 apples, 12 oranges and 1000 bananas
1234567890 3.14159 -2.5e10 0x1F 50%
price: $12.99 (was €15,00 / £13.50)
see https://example.org/a/b?c=d&e=f#g or mail someone@example.org
C:\\Users\\name\\file.txt and /usr/local/bin
def f(x): return x**2 + 3*x - 1
if (a && b || !c) { d[i] = e->f; }
<b>bold</b> &amp; <i>italic</i>
supercalifragilisticexpialidocious antidisestablishmentarianism
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
!!! ??? ... --- ___ *** ### @@@ ~~~
"quoted" 'single' `back` “curly” ‘curly’ «guillemets»
dash – en, — em, ‐ hyphen, − minus, … dots
ALL CAPS TEXT WITH NUMBERS 42 AND SYMBOLS &%$
camelCaseWords and snake_case_words and kebab-case-words
e.g. i.e. etc. vs. Mr. Dr. U.S.A.
rock'n'roll 'tis o'clock ma'am y'all'd've
ﬁne ﬂow oﬃce ﬆyle
x² + y² = z², H₂O, 10⁻³, ½ ¾ ⅓
№ 5, ℃ 20, ㎏ 3, ™ © ®
ＦＵＬＬ ｗｉｄｔｈ １２３
Ⅻ ⅷ ① ⑳ ㊙
sunset over the sea
query: how much power does the freezer need
passage: The freezer draws 120 W on average.
Represent this sentence for searching relevant passages: storm petrel
unaffable runs running runner
station log 2025-06-14T08:30:00Z wind 12.5 m/s
don’t can’t won’t it’s
a
.
I
0""".split("\n")

SCRIPTS = """Grüße aus München, Straße, Äpfel, Öl, Übung
Une élève française à l'école où il y a des œufs
El niño pequeño comió piñas ¿verdad? ¡sí!
Łódź, żółć, źdźbło, ćma
Příliš žluťoučký kůň úpěl ďábelské ódy
Việt Nam: Tiếng Việt có nhiều dấu thanh
Türkçe: İstanbul'da ılık bir gün, IĞDIR
Ísland: Það er kalt í dag, ð og æ
Ελληνικά: ο Οδυσσέας ΣΟΦΟΣ ήταν εδώ
ΑΣ ΠΑΜΕ ΣΤΟΥΣ ΚΗΠΟΥΣ
Привет, мир! Ёлка и подъезд
Україна: їжак, ґанок, єдність
Србија: Ђорђе Џ Њ
Հայերեն լեզու
ქართული ენა
שלום עולם, עברית עם נִיקּוּד
مرحبا بالعالم، اللغة العربية مُشَكَّلَة
فارسی: می‌خواهم کتاب بخوانم
اردو زبان میں لکھا گیا
हिन्दी में लिखा हुआ वाक्य, क्षत्रिय
বাংলা ভাষায় লেখা
தமிழ் மொழி நிறைய
తెలుగు భాష
ಕನ್ನಡ ಭಾಷೆ
മലയാളം ഭാഷ
ไทย ภาษาไทยไม่มีช่องว่าง
ລາວ ພາສາລາວ
မြန်မာဘာသာ
ភាសាខ្មែរ
བོད་སྐད།
አማርኛ ቋንቋ
中文测试：一只猫坐在垫子上。
繁體中文：貓在墊子上。
日本語のテスト。ひらがなカタカナ漢字
ｶﾀｶﾅ ﾊﾝｶｸ ガ が
한국어 시험입니다. 안녕하세요
한국어 (decomposed jamo)
Монгол хэл ᠮᠣᠩᠭᠣᠯ
ᚠᚢᚦᚨᚱᚲ runes
𐍅𐌿𐌻𐍆𐌹𐌻𐌰 Gothic
𝒜 𝓫 𝕮 𝟙𝟚𝟛 mathematical
𠮷野家 𪚥 ext B
ΐ ΰ ǆ ǅ Ǆ ŉ ẞ ß
éèê (combining) vs éèê
Å Å Å (angstrom, ring, combining)
ñ̃ ạ̈́ q̣̇ (order of marks)
Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞A͚̭̓L̬̓G̏O
ﷺ ﷲ ﻻ
mixed 中文 and English and русский and עברית in one
日本語mixedとEnglish
naïve café résumé coöperate
ĲSSELMEER ĳsvogel
ſtrange long ſ
Kelvin K and Ohm Ω signs
हिंदी१२३ ٤٥٦ ๗๘๙ digits
½日¾月""".split("\n")

EMOJI = """😀
😀😃😄😁😆
a smiling face 😀 and a heart ❤️
👨‍👩‍👧‍👦 family
👩🏽‍🚀 astronaut with skin tone
🏳️‍🌈 🏴‍☠️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿
🇩🇪🇫🇷🇯🇵 flags
1️⃣ 2️⃣ #️⃣ keycaps
☀️☁️☂️ ☺ ☎ ✈ ✓ ✗
🐈‍⬛ 🐦‍🔥 🫠🫡🫨
text😀text no spaces
→ ← ↑ ↓ ⇒ ∀ ∃ ∈ ∑ ∫ √ ∞ ≈ ≠ ≤
■ □ ▲ △ ● ○ ◆ ★ ☆
♔♕♖ ♠♥♦♣ ♪♫
█▓▒░ ┌─┐│└┘""".split("\n")

WHITESPACE = [
    "", " ", "   ", "\t", "\n", "\r\n", " leading", "trailing ", "  both  ", "two  spaces", "three   spaces   here",
    "tab\there", "new\nline", "crlf\r\nline", "multi\n\n\nline\n", "mix \t\n \r\n end", "nbsp\u00a0here", "narrow\u202fnbsp",
    "em\u2003space", "thin\u2009space", "ideographic\u3000space", "line\u2028sep para\u2029sep", "nel\u0085here", "ogham\u1680space",
    "zero\u200bwidth", "zwj\u200djoin", "zwnj\u200cnon", "bom\ufeffhere", "\ufeffleading bom", "word\u2060joiner", "soft\u00adhyphen",
    "rtl\u200fmark ltr\u200emark", "nul\u0000byte", "bell\u0007and\u001bescape", "del\u007fchar", "vt\u000bff\u000c", "c1\u0080\u009fcontrols",
    "replacement \ufffd char", "private \ue000 use \U000f0000", "noncharacter \ufdd0 \uffff", "unassigned \u0378 \U000e0080",
    " . ", ". .", "a . b", "_underscore_ __init__", "\u2581metaspace in text \u2581", "▁", " ▁ ", "a▁b",
]

SPECIALS = [
    "<|startoftext|>", "<|endoftext|> inside", "a<|endoftext|>b", "[CLS] [SEP] [MASK] [UNK] [PAD]", "x[MASK]y", "[mask]",
    "<s> </s> <unk> <pad> <mask>", "a <mask> b", "<0x41> <0xE4>", "<bos> <eos>", "<|STARTOFTEXT|>", "</s>end", "a</w>b</w>",
]


def random_texts(count, seed):
    """Random code points from ranges of real text, in words; surrogates never."""
    rng = random.Random(seed)
    ranges = [(0x20, 0x7E), (0x20, 0x7E), (0xA0, 0x24F), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0xDFF), (0xE00, 0xFFF),
              (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
              (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF)]
    texts = []
    for _ in range(count):
        words = []
        for _ in range(rng.randint(1, 7)):
            low, high = rng.choice(ranges)
            words.append("".join(chr(rng.randint(low, high)) for _ in range(rng.randint(1, 9))))
        texts.append(rng.choice([" ", " ", "  ", ""]).join(words))
    return texts


def all_texts():
    long = " ".join(ENGLISH[:20]) + " " + " ".join(SCRIPTS[:10])
    return ENGLISH + SCRIPTS + EMOJI + WHITESPACE + SPECIALS + [long, long * 3] + random_texts(80, 4)
