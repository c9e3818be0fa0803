"""Thai text as it arrives from keyboards, spreadsheets and old PDFs, made the same everywhere.

Neither NFC nor NFKC is right for Thai alone. NFC leaves a decomposed sara am (ํ + า) as it is; NFKC takes
the good one (ำ) apart. NFC itself is harmless: all it does to Thai is put a tone mark after ุ and ู, which is
the correct order. So the repairs here are our own and NFC comes with them. What is repaired in silence is a
short list; everything else that looks wrong is only pointed out by ``suspicious``, because a name belongs
to its owner.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from . import nobreak
from .digits import to_arabic

# Signs that are never seen: controls (NUL splits the databases), soft hyphen, zero-width and direction
# marks, BOM, lone surrogates, non-characters. Tab, line feed and their relatives are left for the folding
# of spaces.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# A zero-width joiner holds a family or a farmer together; anywhere else it is invisible rubbish.
_EMOJI: Final = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_STRAY_JOINER: Final = re.compile(f"(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])")

_SPACES: Final = re.compile(r"[\s\u2800]+")
_LINE_ENDS: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_SPACES_IN_LINE: Final = re.compile(r"[^\S\n]+|\u2800+")

_TONE: Final = "\u0e48-\u0e4b"  # ่ ้ ๊ ๋
_MARK: Final = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # every sign that stands above or below a consonant
_CONSONANT: Final = "\u0e01-\u0e2e"
_LEADING: Final = "\u0e40-\u0e44"  # เ แ โ ใ ไ
_DIGIT: Final = "[0-9๐-๙]"

_LONGEST_RUN: Final = 30
_HIDDEN_MARKS: Final = "\u0344\u0f73\u0f75\u0f81"  # come apart into combining marks

_DOUBLED_MARK: Final = re.compile(f"([{_MARK}])\\1+")
_SPLIT_SARA_AM: Final = re.compile(f"([{_TONE}]?)\u0e4d([{_TONE}]?)\u0e32")

# Most text is Thai and ASCII, at most one vowel and one tone on a letter, single spaces between: nothing in it can be
# repaired, and finding that out costs a twentieth of trying.  No part of the pattern is ever tried twice.
_BASE: Final = "!-~\u0e01-\u0e30\u0e32\u0e33\u0e3f-\u0e46\u0e4f-\u0e5b"
_UPON: Final = "[\u0e48-\u0e4c\u0e4e]"
_ORDINARY: Final = re.compile(
    f"(?:[{_BASE}]++(?:[\u0e31\u0e34-\u0e3a\u0e47]{_UPON}?+|{_UPON})?+(?: (?=[{_BASE}]))?+)*+"
)
# The questions below that ordinary text can still raise.
_QUESTION_IN_ORDINARY: Final = re.compile(
    f"[{_LEADING}](?![{_CONSONANT}])|\u0e33[{_TONE}\u0e33]|(?<![\u0e01-\u0e4e])[{_MARK}\u0e33]"
)

# What a slip of the finger leaves behind, with the order that was meant.
_DOUBLE_SARA_E: Final = "เเ"
_TONE_BEFORE_VOWEL: Final = re.compile(f"([{_TONE}\u0e4c])([\u0e31\u0e34-\u0e39])")
_TONE_AFTER_SARA_AM: Final = re.compile(f"\u0e33([{_TONE}])")


# -- silent repairs ------------------------------------------------------------------------------------------


def normalise(text: str) -> str:
    """Return the text on one line with the silent repairs made; running it again changes nothing.

    Removes invisible and control characters (NUL too), folds any run of spaces, NBSP, tabs and line breaks
    to one space, strips, joins a decomposed sara am (tone before or after), drops a mark typed twice, and
    composes by NFC. Correct Thai, Latin and emoji come back as they went in. Digits are not touched.
    """
    if _ORDINARY.fullmatch(text):
        return text
    return _until_stable(text, lambda line: _SPACES.sub(" ", line).strip())


def normalise_block(text: str) -> str:
    """Do as normalise, but keep line breaks, as ``\\n``; at most one empty line in a row."""
    return _until_stable(text, _fold_lines)


def _until_stable(text: str, fold: Callable[[str], str]) -> str:
    # One pass can bring two marks together that the next must join; each pass only shortens or reorders, so
    # it ends.
    while (repaired := fold(_repair(text))) != text:
        text = repaired
    return text


def _repair(text: str) -> str:
    text = _STRAY_JOINER.sub("", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", _cut_long_runs(text))
    text = _DOUBLED_MARK.sub(r"\1", text)
    return _SPLIT_SARA_AM.sub("\\1\\2\u0e33", text)


def _cut_long_runs(text: str) -> str:
    # NFC sorts a run of combining marks in quadratic time: 100,000 of them take ten seconds. No writing system needs
    # more than thirty (Unicode Standard Annex 15, stream-safe text), so the rest of a run is dropped.
    if len(text) <= _LONGEST_RUN or text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) or sign in _HIDDEN_MARKS else 0
        if run <= _LONGEST_RUN:
            kept.append(sign)
    return "".join(kept)


def _fold_lines(text: str) -> str:
    lines = _SPACES_IN_LINE.sub(" ", _LINE_ENDS.sub("\n", text)).split("\n")
    return re.sub("\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


# -- things to ask about -------------------------------------------------------------------------------------

_QUESTIONS: Final = (
    (re.compile(_DOUBLE_SARA_E), "มีสระเอสองตัวติดกัน (เ เ) หมายถึงสระแอ (แ) หรือไม่ กรุณาตรวจ"),
    (_TONE_BEFORE_VOWEL, "มีวรรณยุกต์หรือการันต์อยู่ก่อนสระบนล่าง กรุณาพิมพ์สระก่อนแล้วจึงพิมพ์วรรณยุกต์"),
    (_TONE_AFTER_SARA_AM, "มีวรรณยุกต์อยู่หลังสระอำ กรุณาพิมพ์วรรณยุกต์ก่อนสระอำ"),
    (re.compile(f"[{_TONE}][{_TONE}]"), "มีวรรณยุกต์สองตัวซ้อนกัน กรุณาเหลือไว้ตัวเดียว"),
    (re.compile(f"(?:^|[^\u0e01-\u0e4e])[{_MARK}\u0e33]"), "มีสระหรือวรรณยุกต์ที่ไม่มีพยัญชนะรองรับ กรุณาตรวจตัวสะกด"),
    (re.compile(f"[{_LEADING}](?![{_CONSONANT}])"), "มีสระหน้า (เ แ โ ใ ไ) ที่ไม่มีพยัญชนะตามหลัง กรุณาตรวจตัวสะกด"),
    (re.compile("\u0e33\u0e33|\u0e4d[\u0e48-\u0e4b]?\u0e33"), "มีสระอำซ้ำกัน กรุณาเหลือไว้ตัวเดียว"),
    (re.compile("[\ue000-\uf8ff\ufffd]"), "มีอักขระที่อ่านไม่ได้จากแบบอักษรหรือไฟล์เดิม กรุณาพิมพ์ข้อความใหม่"),
    (re.compile("à[¸¹]"), "ข้อความเพี้ยนจากรหัสภาษาไทยคนละแบบ กรุณาบันทึกไฟล์เป็น UTF-8 หรือพิมพ์ใหม่"),
)  # fmt: skip


def suspicious(text: str) -> list[str]:
    """Return a Thai sentence for each thing a person should look at; an empty list for ordinary text.

    Nothing here is repaired without asking (rule 3 of the input rules): double sara e, marks in the wrong
    order or without a consonant, unreadable characters, foreign digits.
    """
    if _is_beyond_question(text):
        return []
    text = normalise_block(text)
    questions = [question for pattern, question in _QUESTIONS if pattern.search(text)]
    if any(unicodedata.category(sign) == "Nd" and not re.match(_DIGIT, sign) for sign in text):
        questions.append("มีตัวเลขที่ไม่ใช่เลขไทยหรือเลขอารบิก กรุณาพิมพ์เป็น 0-9 หรือ ๐-๙")
    return questions


def suggest(text: str) -> str:
    """Return the text as it was probably meant, to show beside the typed one for a person to confirm."""
    if _is_beyond_question(text):
        return text
    text = normalise_block(text).replace(_DOUBLE_SARA_E, "แ")
    text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
    return normalise_block(_TONE_AFTER_SARA_AM.sub("\\1\u0e33", text))


def _is_beyond_question(text: str) -> bool:
    return _ORDINARY.fullmatch(text) is not None and not _QUESTION_IN_ORDINARY.search(text)


# -- keys ----------------------------------------------------------------------------------------------------


def search_key(text: object) -> str:
    """Return the text folded for substring search; store it beside the text and fold the query the same way.

    Normalised, probable slips set right, digits Arabic, case folded, spaces, punctuation and ฯ removed.
    Tones stay.
    """
    text = str(text)
    if _is_beyond_question(text):
        return text.casefold().translate(_TO_KEY)
    folded = unicodedata.normalize("NFC", to_arabic(suggest(text)).casefold())
    return normalise("".join(sign for sign in folded if _counts(sign)))


def _counts(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "PZC" and sign != "ฯ"


# The same for what ordinary text is made of.
_TO_KEY: Final = {
    ord(sign): to_arabic(sign) if _counts(sign) else None
    for sign in map(chr, (*range(0x20, 0x7F), *range(0xE01, 0xE5C)))
}


# Secondary weights of the Royal Institute's order: the plain syllable, then ็ ่ ้ ๊ ๋ ์, then the rare signs.
_WEIGHTS: Final = {mark: str(weight) for weight, mark in enumerate("็่้๊๋์ฺ๎", start=1)}
_LEADING_VOWEL: Final = re.compile(f"([{_LEADING}])([{_CONSONANT}])")


# Both parts of the key for the letters of ordinary text: as it is ordered, and as it is weighed.
_TO_ORDER: Final = {
    sign: "!" if sign == 0x20 else key for sign, key in _TO_KEY.items() if chr(sign) not in _WEIGHTS
} | {ord(mark): None for mark in _WEIGHTS}
_TO_WEIGHTS: Final = {sign: None if key is None else "0" for sign, key in _TO_ORDER.items()} | {
    ord(mark): weight for mark, weight in _WEIGHTS.items()
}
_LAST_MARK: Final = re.compile("0[1-8]*([1-8])")


def sort_key(text: object) -> str:
    """Return a key whose code point order is that of a Thai dictionary; keep it in a column and order by it.

    The leading vowel moves behind its consonant, and tones decide only between words that are otherwise
    equal. Spaces come before letters (``!`` in the key), other punctuation does not count. Keys have no
    meaning for a reader.
    """
    if _ORDINARY.fullmatch(text := str(text)):
        folded = _LEADING_VOWEL.sub(r"\2\1", text.casefold())
        # Each letter weighs 0 until the last mark upon it says otherwise.
        weights = _LAST_MARK.sub(r"\1", folded.translate(_TO_WEIGHTS).lstrip("12345678")).rstrip("0")
        return f"{folded.translate(_TO_ORDER)} {weights}".rstrip()
    letters: list[str] = []
    weighed: list[str] = []
    for sign in _LEADING_VOWEL.sub(r"\2\1", to_arabic(normalise(text)).casefold()):
        if sign in _WEIGHTS:
            if weighed:
                weighed[-1] = _WEIGHTS[sign]
        elif sign == " ":
            letters.append("!")
            weighed.append("0")
        elif _counts(sign):
            letters.append(sign)
            weighed.append("0")
    return f"{''.join(letters)} {''.join(weighed).rstrip('0')}".rstrip()


# -- line breaks ---------------------------------------------------------------------------------------------


def find_nobreak(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) spans that a printed line must not cut, in order and without overlap.

    Era and year, dates, times, telephone and reference numbers, a number with its unit, a title with its
    name. The renderer wraps each span in an element that does not wrap, and the space before it in one of
    its own.
    """
    return nobreak.find(text)
