"""Which currency a word, a sign or a code means: ISO 4217 letters and numbers, Chinese names, and signs that several share."""

from __future__ import annotations

import re

from arrears.tables.faults import Fault
from arrears.tables.texts import clean, narrow, shown

NUMBERS = dict(
    pair.split("=")
    for pair in [
        "AED=784",
        "AFN=971",
        "ALL=008",
        "AMD=051",
        "AOA=973",
        "ARS=032",
        "AUD=036",
        "AWG=533",
        "AZN=944",
        "BAM=977",
        "BBD=052",
        "BDT=050",
        "BGN=975",
        "BHD=048",
        "BIF=108",
        "BMD=060",
        "BND=096",
        "BOB=068",
        "BRL=986",
        "BSD=044",
        "BTN=064",
        "BWP=072",
        "BYN=933",
        "BZD=084",
        "CAD=124",
        "CDF=976",
        "CHF=756",
        "CLP=152",
        "CNY=156",
        "COP=170",
        "CRC=188",
        "CUP=192",
        "CVE=132",
        "CZK=203",
        "DJF=262",
        "DKK=208",
        "DOP=214",
        "DZD=012",
        "EGP=818",
        "ERN=232",
        "ETB=230",
        "EUR=978",
        "FJD=242",
        "FKP=238",
        "GBP=826",
        "GEL=981",
        "GHS=936",
        "GIP=292",
        "GMD=270",
        "GNF=324",
        "GTQ=320",
        "GYD=328",
        "HKD=344",
        "HNL=340",
        "HTG=332",
        "HUF=348",
        "IDR=360",
        "ILS=376",
        "INR=356",
        "IQD=368",
        "IRR=364",
        "ISK=352",
        "JMD=388",
        "JOD=400",
        "JPY=392",
        "KES=404",
        "KGS=417",
        "KHR=116",
        "KMF=174",
        "KPW=408",
        "KRW=410",
        "KWD=414",
        "KYD=136",
        "KZT=398",
        "LAK=418",
        "LBP=422",
        "LKR=144",
        "LRD=430",
        "LSL=426",
        "LYD=434",
        "MAD=504",
        "MDL=498",
        "MGA=969",
        "MKD=807",
        "MMK=104",
        "MNT=496",
        "MOP=446",
        "MRU=929",
        "MUR=480",
        "MVR=462",
        "MWK=454",
        "MXN=484",
        "MYR=458",
        "MZN=943",
        "NAD=516",
        "NGN=566",
        "NIO=558",
        "NOK=578",
        "NPR=524",
        "NZD=554",
        "OMR=512",
        "PAB=590",
        "PEN=604",
        "PGK=598",
        "PHP=608",
        "PKR=586",
        "PLN=985",
        "PYG=600",
        "QAR=634",
        "RON=946",
        "RSD=941",
        "RUB=643",
        "RWF=646",
        "SAR=682",
        "SBD=090",
        "SCR=690",
        "SDG=938",
        "SEK=752",
        "SGD=702",
        "SHP=654",
        "SLE=925",
        "SOS=706",
        "SRD=968",
        "SSP=728",
        "STN=930",
        "SVC=222",
        "SYP=760",
        "SZL=748",
        "THB=764",
        "TJS=972",
        "TMT=934",
        "TND=788",
        "TOP=776",
        "TRY=949",
        "TTD=780",
        "TWD=901",
        "TZS=834",
        "UAH=980",
        "UGX=800",
        "USD=840",
        "UYU=858",
        "UZS=860",
        "VES=928",
        "VND=704",
        "VUV=548",
        "WST=882",
        "XAF=950",
        "XCD=951",
        "XCG=532",
        "XOF=952",
        "XPF=953",
        "YER=886",
        "ZAR=710",
        "ZMW=967",
        "ZWG=924",
    ]
)
"""ISO 4217: each code's number."""
_OF_NUMBER = {number: code for code, number in NUMBERS.items()}

NAMES = {
    "人民币": "CNY",
    "人民币元": "CNY",
    "RMB": "CNY",
    "CNH": "CNY",
    "元": "CNY",
    "YUAN": "CNY",
    "美元": "USD",
    "美金": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "日圆": "JPY",
    "澳门元": "MOP",
    "澳门币": "MOP",
    "澳元": "AUD",
    "加元": "CAD",
    "新加坡元": "SGD",
    "新台币": "TWD",
    "卢比": "INR",
    "印度卢比": "INR",
    "瑞士法郎": "CHF",
    "韩元": "KRW",
    "泰铢": "THB",
}
"""Names of currencies that stand for one code."""

_DOLLARS = frozenset(
    [
        "USD",
        "HKD",
        "SGD",
        "AUD",
        "CAD",
        "NZD",
        "TWD",
        "MOP",
        "MXN",
        "BND",
        "FJD",
        "JMD",
        "BBD",
        "BMD",
        "BSD",
        "BZD",
        "GYD",
        "KYD",
        "LRD",
        "NAD",
        "SBD",
        "SRD",
        "TTD",
        "XCD",
    ]
)
SIGNS: dict[str, frozenset[str]] = {
    "$": _DOLLARS,
    "US$": frozenset({"USD"}),
    "U$": frozenset({"USD"}),
    "HK$": frozenset({"HKD"}),
    "S$": frozenset({"SGD"}),
    "A$": frozenset({"AUD"}),
    "AU$": frozenset({"AUD"}),
    "C$": frozenset({"CAD"}),
    "CA$": frozenset({"CAD"}),
    "NZ$": frozenset({"NZD"}),
    "NT$": frozenset({"TWD"}),
    "MOP$": frozenset({"MOP"}),
    "R$": frozenset({"BRL"}),
    "¥": frozenset({"CNY", "JPY"}),
    "CN¥": frozenset({"CNY"}),
    "RMB¥": frozenset({"CNY"}),
    "JP¥": frozenset({"JPY"}),
    "£": frozenset({"GBP"}),
    "€": frozenset({"EUR"}),
    "₹": frozenset({"INR"}),
    "RS": frozenset({"INR", "PKR", "LKR", "NPR", "MUR", "SCR"}),
    "RS.": frozenset({"INR", "PKR", "LKR", "NPR", "MUR", "SCR"}),
    "₩": frozenset({"KRW"}),
    "₽": frozenset({"RUB"}),
    "฿": frozenset({"THB"}),
    "₫": frozenset({"VND"}),
    "₱": frozenset({"PHP"}),
    "₺": frozenset({"TRY"}),
    "₪": frozenset({"ILS"}),
    "₴": frozenset({"UAH"}),
    "₦": frozenset({"NGN"}),
    # What a currency's whole unit is called in Chinese, wherever Chinese is written.
    "元": frozenset({"CNY", "HKD", "TWD", "MOP", "SGD"}),
    "圆": frozenset({"CNY", "HKD", "TWD", "MOP", "SGD", "JPY"}),
}
"""Signs beside an amount, and the currencies that use each."""

_WORDS = sorted({*SIGNS, *NAMES, *NUMBERS, "圆"}, key=len, reverse=True)
SIGN_PATTERN = "|".join(map(re.escape, _WORDS))
"""What may stand before or after an amount, longest first; meant for text in upper case."""


def currencies_of(sign: str) -> frozenset[str]:
    """Give the currencies that a sign, a code or a name beside an amount can mean.

    Examples
    --------
    >>> sorted(currencies_of("¥")), sorted(currencies_of("hk$")), "CNY" in currencies_of("$")
    (['CNY', 'JPY'], ['HKD'], False)
    """
    word = sign.upper()
    if word in SIGNS:
        return SIGNS[word]
    code = NAMES.get(word, word)
    return frozenset({code}) if code in NUMBERS else frozenset()


def parse_currency(cell: object) -> str | Fault:
    """Read a currency as its code of three letters.

    Examples
    --------
    >>> parse_currency("人民币"), parse_currency("usd"), parse_currency("840"), parse_currency(156.0)
    ('CNY', 'USD', 'USD', 'CNY')
    >>> parse_currency("HK$"), parse_currency("xx"), parse_currency("点").code
    ('HKD', Fault(code='CURRENCY_INVALID', detail=''), 'CURRENCY_INVALID')
    """
    text = narrow(clean(shown(cell))).upper().strip("()[]【】 ")
    if text.isdecimal() and text.isascii():
        return _OF_NUMBER.get(text.zfill(3)) or Fault("CURRENCY_INVALID")
    if text == "¥":
        return "CNY"
    if text == "$":
        # Whose dollar, nobody can say: in older lists it stood for the American one.
        return "USD"
    found = currencies_of(text) if text not in {"元", "圆"} else frozenset({"CNY"})
    if len(found) == 1:
        return next(iter(found))
    # "CNY 人民币", "USD-美元", "人民币(156)": both say the same.
    parts = [part for part in re.split(r"[\s\-/()（）:：,]+", text) if part]
    if len(parts) > 1:
        codes = {parse_currency(part) for part in parts}
        if len(codes) == 1:
            return codes.pop()
    return Fault("CURRENCY_INVALID")
