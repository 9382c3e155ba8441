"""Titles and texts of any kind, as imports and forms bring them, and a strategy that finds more."""

from hypothesis import strategies as st

HOSTILE = {
    "empty": ("", ""),
    "one word": ("pump", ""),
    "one character": ("泵", ""),
    "stop words": ("the", "of and 的 了"),
    "50,000 Chinese characters": ("", "无线传感器网络" * 7_000),
    "50,000 letters": ("", "anti-counterfeiting label " * 2_000),
    "one endless word": ("a" * 50_000, ""),
    "50,000 mixed characters": ("用 RFID 防伪", "防伪 label，" * 5_000),
    "50,000 emoji": ("", "😀" * 50_000),
    "50,000 line ends": ("", "\n" * 50_000),
    "50,000 capitals": ("", "LABELS AGAINST COUNTERFEIT " * 2_000),
    "50,000 hyphens": ("", "a-" * 25_000),
    "mixed": ("RFID 防伪 label", "用 blockchain 做 traceability 的 solution"),
    "OCR": ("l0w-c0st f1ow s e n s o r", "dataminingand recommen- dation 方 法的研 究�"),
    "capitals": ("THERMODYNAMIC VENT SYSTEM", "LABELS AGAINST COUNTERFEIT WINE"),
    "emoji": ("😀👩‍🔬", "🍷🍷🍷"),
    "combining marks": ("e\u0301" * 200, "\u0301" * 200),
    "other scripts": ("Ярлык", "علامة ラベル 라벨"),
    "HTML": ("<b>Labels</b>", "<p>wine &lt; beer</p><script>alert(1)</script>"),
    "unclosed HTML": ("<b<p", "<" * 5_000 + "&#x110000; &amp;amp;"),
    "NUL alone": ("\0", "\0\0"),
    "control characters": ("a\0b\x1bc", "\u202elabel\u200b\ufeff"),
    "lone surrogates": ("\ud800", "label \udfff wine"),
    "ligatures": ("\ufdfa" * 100, "ﬁlm"),
    "numbers": ("123", "4.5 6,7 8e9"),
}

_any_text = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(
    ["防伪标签", "label", "RFID LABELS AGAINST COUNTERFEIT", "\ud800防伪", "label\0", "的", "-", "𠀀𠀁"]
)
hostile_texts = st.tuples(_any_text, st.lists(_any_text, max_size=4).map(" ".join))
