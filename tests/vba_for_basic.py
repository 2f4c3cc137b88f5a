"""VBA as LibreOffice's Basic can compile it: conditional compilation evaluated as Excel for Windows (64 bits) would."""

import re

_EXCEL = {"vba7": True, "win64": True, "win32": True, "vba6": True, "mac": False}


def prepared(source):
    """Comment out what is not compiled, and the lines of attributes, which are no code."""
    return "Option VBASupport 1\n" + "\n".join(_evaluated(source, _EXCEL, attributes=False))


def compiled(source, computer):
    """Comment out what is not compiled on a computer; attributes stay."""
    return "\n".join(_evaluated(source, {**_EXCEL, **computer}, attributes=True)) + "\n"


def _evaluated(source, computer, *, attributes):
    known, lines, open_ifs = dict(computer), [], []
    for line in source.splitlines():
        word, _, rest = line.strip().partition(" ")
        match word.lower():
            case "#const":
                name, _, value = rest.partition("=")
                known[name.strip().lower()] = value.partition("'")[0].strip().strip('"')
            case "#if":
                holds = _holds(rest, known)
                open_ifs.append([holds, holds])
            case "#elseif":
                holds = not open_ifs[-1][1] and _holds(rest, known)
                open_ifs[-1] = [holds, open_ifs[-1][1] or holds]
            case "#else":
                open_ifs[-1] = [not open_ifs[-1][1], True]
            case "#end":
                open_ifs.pop()
            case "attribute" if not attributes:
                pass
            case _:
                lines.append(line if all(holds for holds, _ in open_ifs) else f"'{line}")
                continue
        lines.append(f"'{line}")
    assert not open_ifs
    return lines


def _holds(condition, known):
    condition = re.sub(r"\s+then\s*('.*)?$", "", condition.strip(), flags=re.IGNORECASE)
    words = re.findall(r'"[^"]*"|<>|>=|<=|[=<>]|\w+', condition)
    swaps = {"and": "and", "or": "or", "not": "not", "=": "==", "<>": "!=", "true": "True", "false": "False"}
    said = [
        swaps.get(word.lower()) or (word if _literal(word) else repr(known.get(word.lower(), False))) for word in words
    ]
    return bool(eval(" ".join(said), {"__builtins__": {}}))  # noqa: S307  # words of our own and of xlwings' template


def _literal(word):
    return word[0] == '"' or word.isdigit() or word in {">=", "<=", "<", ">"}
