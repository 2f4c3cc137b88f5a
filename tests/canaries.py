"""Canaries: a person's data, as they may stand in any file, and what is heard of them in what commands write."""

import io
import json
import zipfile

NAME, PHONE, CARD, ID, MAIL = "雀雀明文", "13912345678", "6228480340000006", "110101196003070054", "leak@canary.example"
ABROAD, INDIAN = "2125550187", "9876543210"
"""As America and India write a phone number at a stretch."""
ALL = (NAME, PHONE, CARD, ID, MAIL, ABROAD, INDIAN)
NUMBERS = ALL[1:]


def forms(word):
    """A canary as it may stand in a file: UTF-8, UTF-16, GBK, escaped as JSON and as XML write it."""
    escaped = "".join(f"&#{ord(letter)};" for letter in word)
    return {
        word.encode(),
        word.encode("utf-16-le"),
        word.encode("utf-16-be"),
        word.encode("gbk"),
        json.dumps(word)[1:-1].encode(),
        escaped.encode(),
    }


_FORMS = {word: forms(word) for word in ALL}


def sung(content, words=ALL):
    """Give the canaries that are heard in a file's bytes."""
    return sorted(word for word in words if any(form in content for form in _FORMS[word]))


def on_screen(text, words=ALL):
    """Give the canaries that are read on a screen, on which a line may break anywhere."""
    return sung("".join(text.split()).encode(), words)


def parts(name, content):
    """A file and all that is zipped in it, however deep."""
    yield name, content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as inside:
            for part in inside.namelist():
                yield from parts(f"{name}/{part}", inside.read(part))


def heard(files, words=ALL):
    """Give the canaries that are heard in files, each with the part in which it stands."""
    return [
        (name, word)
        for path in files
        for name, content in parts(path.name, path.read_bytes())
        for word in sung(content, words)
    ]
