"""What was meant when the keyboard stood on Thai: a scanner or a hand types keys, and the layout makes letters of them.

A barcode scanner is a keyboard with American keys.  On a PC that is set to Thai (เกษมณี, TIS 820) the number
"65-FOOD-0001" arrives as "ุถขโฯฯฏขจจจๅ", and an officer who types 470100012 on the upper row gets "ภึจๅจจจๅ/".
"""

from typing import Final

_AMERICAN: Final = (
    "`1234567890-=" "qwertyuiop[]\\" "asdfghjkl;'" "zxcvbnm,./"
    '~!@#$%^&*()_+' "QWERTYUIOP{}|" 'ASDFGHJKL:"' "ZXCVBNM<>?"
)  # fmt: skip
_KEDMANEE: Final = (
    "_ๅ/-ภถุึคตจขช" "ๆไำพะัีรนยบลฃ" "ฟหกดเ้่าสวง" "ผปแอิืทมใฝ"
    "%+๑๒๓๔ู฿๕๖๗๘๙" '๐"ฎฑธํ๊ณฯญฐ,ฅ' "ฤฆฏโฌ็๋ษศซ." "()ฉฮฺ์?ฒฬฦ"
)  # fmt: skip
_MEANT: Final = {ord(thai): key for thai, key in zip(_KEDMANEE, _AMERICAN, strict=True)}


def american_keys(text: str) -> str:
    """The same keys on an American keyboard; "" when no sign of the text shows that the keyboard stood on Thai.

    To be asked before any repair of the text: "66" is typed as two signs that no Thai word has side by side.
    """
    if not any("\u0e01" <= sign <= "\u0e5b" for sign in text):
        return ""
    return text.translate(_MEANT)
