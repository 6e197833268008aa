"""Files that attack the reader: bombs, tags, encodings, ambiguous words, tricks with characters. Each with the place and words of its refusal.

A row is: name -> (bytes of the file, place of the first complaint as line:column, words of that complaint); no words mean that the file is valid.
"""

from __future__ import annotations

from pathlib import Path

TWO = (Path(__file__).parents[2] / "scenarios" / "two-actors.yaml").read_text(encoding="utf-8")
FOR_TITLE = "A nuclear power draws a red line, and its neighbour pushes"
Row = tuple[bytes, str, str]


def titled(text: str) -> bytes:
    """Return two-actors with `text` in place of its title (line 6, from column 8), as UTF-8 that may hold halves of characters."""
    return TWO.replace(FOR_TITLE, text, 1).encode("utf-8", "surrogatepass")


def below(text: str) -> bytes:
    """Return two-actors with lines added at its end (from line 62)."""
    return (TWO + text).encode()


LAST = TWO.count("\n") + 1
LAUGHS = "".join(f"l{i}: &l{i} [" + ", ".join([f"*l{i - 1}"] * 9 if i else ["lol"] * 9) + "]\n" for i in range(9))
MERGES = "".join(f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 9)}]}}\n" if i else "m0: &m0 {a: 1}\n" for i in range(9))

BOMBS: dict[str, Row] = {
    "a billion laughs": (LAUGHS.encode(), "1:5", "anchor '&l0' is not allowed"),
    "a billion laughs below a good file": (below(LAUGHS), f"{LAST}:5", "anchor '&l0' is not allowed"),
    "merge keys that multiply": (MERGES.encode(), "1:5", "anchor '&m0' is not allowed"),
    "an alias of itself": (b"a: &a [*a]\n", "1:4", "anchor '&a' is not allowed"),
    "ten thousand aliases": (below("x: [" + "*a, " * 10_000 + "]\n"), f"{LAST}:5", "alias '*a' is not allowed"),
    "ten thousand anchors": (below("x: [" + "&a 1, " * 10_000 + "]\n"), f"{LAST}:5", "anchor '&a' is not allowed"),
    "an anchor with a name of a mile": (b"a: &" + b"x" * 100_000 + b" 1\n", "1:4", "anchor '&xxx"),
    "braces without end": (b"{a: " * 100_000, "1:161", "more than 40 levels"),
    "lists and braces by turns": (b"[{a: " * 50_000, "1:101", "more than 40 levels"),
    "questions without end": (b"? " * 100_000, "1:3", "cannot be a name"),
    "lists that are closed again": (b"a: " + b"[" * 50_000 + b"]" * 50_000 + b"\n", "1:43", "more than 40 levels"),
    "brackets that close what nobody opened": (b"]" * 100_000, "1:1", "a value is missing here"),
    "one word of a megabyte": (b"a" * (1 << 20), "1:1", "not a single value"),
    "one name of nearly a megabyte": (b"a" * 1_000_000 + b": 1\n", "1:1000001", "starts a name inside a value"),
    "a quoted name of nearly a megabyte": (b'"' + b"a" * 1_000_000 + b'": 1\n', "1:1000003", "starts a name inside a value"),
    "one byte too many": (b"#" * ((1 << 20) + 1), "", "larger than 1 MiB"),
    "a megabyte of comments": (b"#" * (1 << 20), "1:1", "the file is empty"),
    "a megabyte of blank lines": (b"\n" * (1 << 20), "1:1", "the file is empty"),
    "a megabyte of blanks": (b" " * (1 << 20), "1:1", "the file is empty"),
    "a megabyte of quotation marks": (b'"' * (1 << 20), "1:3", "only one document is allowed"),
    "a megabyte of colons": (b":" * (1 << 20), "1:1048576", "starts a name inside a value"),
    "a megabyte of exclamation marks": (b"!" * (1 << 20), "1:1", "is not allowed"),
    "a megabyte of stars": (b"*" * (1 << 20), "1:1", "'*' and '&' cannot start text"),
    "a megabyte of commas in a list": (b"[" + b"," * 1_000_000, "1:2", "a value is missing here"),
    "an open text of half a megabyte": (titled('"' + "x" * 500_000), "6:8", "the quotes are not closed"),
    "a title of half a megabyte": (titled("x" * 500_000), "6:8", "title must be one line of text, at most 200 characters"),
    "a summary of half a megabyte": (TWO.replace("North has said", "word " * 100_000).encode(), "", ""),
    "an id of half a megabyte": (TWO.replace("id: two-actors", "id: " + "x" * 500_000).encode(), "5:5", "at most 64), got 'xxx"),
    "a number of half a megabyte": (TWO.replace("tempo: 1 ", "tempo: " + "9" * 500_000 + " ").encode(), "44:14", "has more than 18 digits"),
    "a fraction of half a megabyte": (TWO.replace("tempo: 1 ", "tempo: 0." + "3" * 500_000 + " ").encode(), "", ""),
    "a base-60 number of half a megabyte": (TWO.replace("tempo: 1 ", "tempo: 1" + ":59" * 150_000 + " ").encode(), "44:14", "is ambiguous"),
    "underscores of half a megabyte": (TWO.replace("tempo: 1 ", "tempo: 1" + "_" * 500_000 + "x ").encode(), "44:14", "must be a number"),
    "digits and commas of half a megabyte": (TWO.replace("tempo: 1 ", "tempo: 1" + ",1" * 250_000 + "x ").encode(), "44:14", "must be a number"),
    "eight thousand unknown names": (below("".join(f"nmae{i}: 1\n" for i in range(8_000))), f"{LAST}:1", "unknown name 'nmae0'"),
    "two thousand unknown names below clock": (
        TWO.replace("horizon_months: 12", "horizon_months: 12, " + ", ".join(f"hor{i}: 1" for i in range(2_000))).encode(),
        "12:48",
        "unknown name 'hor0'",
    ),
    "thirty unknown names of 30 KB": (below("".join("x" * 30_000 + f"{i}: 1\n" for i in range(30))), f"{LAST}:30002", "a name without ':'"),
    "two thousand actors": (
        TWO.replace("actors:\n", "actors:\n" + "".join(f"  a{i}: {{side: x}}\n" for i in range(2_000))).encode(),
        "40:14",
        "no side 'x'",
    ),
    "two thousand actions": (
        TWO.replace("actions:\n", "actions:\n" + "".join(f"  a{i}: {{rung: 0}}\n" for i in range(2_000))).encode(),
        "52:3",
        "is on no actor's menu",
    ),
    "the same name ten thousand times": (below("title: x\n" * 9_000), f"{LAST}:1", "'title' is given twice; first on line 6"),
    "twenty-one thousand names": (b"".join(b"a%d: 1\n" % i for i in range(21_000)), "10000:8", "more than 20000 values"),
    "six hundred problems": (b"a: [" + b"~, " * 600 + b"]", "1:5", "'~' is not used here"),
    "a preset that opens a hundred levels": (below("presets: {deep: {" + ".".join("a" * 100) + ": 1}}\n"), f"{LAST}:219", "no 'a'"),
    "three hundred presets": (below("presets:\n" + "".join(f"  p{i}: {{clock.horizon_months: 6}}\n" for i in range(300))), "", ""),
}

TAGS: dict[str, Row] = {
    f"the tag {tag}": (titled(f"{tag} x"), "6:8", words)
    for tag, words in {
        "!!python/object/apply:os.system": "tag '!!python/object/apply:os.system' is not allowed",
        "!!python/name:os.system": "tag '!!python/name:os.system' is not allowed",
        "!!python/object/new:type": "is not allowed",
        "!!binary": "tag '!!binary' is not allowed",
        "!!timestamp": "tag '!!timestamp' is not allowed",
        "!!float": "tag '!!float' is not allowed",
        "!!null": "tag '!!null' is not allowed",
        "!!set": "is not allowed",
        "!include": "tag '!include' is not allowed",
        "!env": "is not allowed",
        "!": "is not allowed",
        "!<tag:yaml.org,2002:str>": "tag '!!str' is not allowed",
        "!%1b%5b31m": "is not allowed",
        "!a!b": "'!' cannot start text",
    }.items()
}
TAGS |= {
    "a tag on the file": (b"--- !!map\n" + TWO.encode(), "1:5", "tag '!!map' is not allowed"),
    "a tag on a group": (TWO.replace("clock: {", "clock: !!omap {").encode(), "12:8", "tag '!!omap' is not allowed"),
    "a tag on a list": (TWO.replace("[north, south]", "!!python/tuple [north, south]").encode(), "13:8", "tag '!!python/tuple' is not allowed"),
    "a tag on a name": (TWO.replace("title: A", "!!str title: A").encode(), "6:1", "tag '!!str' is not allowed"),
    "a tag handle of one's own": (b"%TAG !e! tag:example.com,2000:\n---\n" + TWO.encode(), "1:1", "directives (%) are not allowed"),
    "a version of YAML": (b"%YAML 1.2\n---\n" + TWO.encode(), "1:1", "directives (%) are not allowed"),
    "a version of YAML that never was": (b"%YAML 99.99\n---\n" + TWO.encode(), "1:1", "directives (%) are not allowed"),
    "an unknown directive": (b"%INCLUDE /etc/passwd\n---\n" + TWO.encode(), "1:1", "directives (%) are not allowed"),
    "a second document": (below("---\nid: other\n"), f"{LAST}:1", "only one document is allowed"),
    "an end and more": (below("...\nid: other\n"), f"{LAST + 1}:1", "only one document is allowed"),
    "an end and no more": (below("...\n"), "", ""),
    "a merge key": (below("<<: {title: x}\n"), f"{LAST}:1", "merge key '<<' is not allowed"),
    "an alias as a name": (below("*a : 1\n"), f"{LAST}:1", "alias '*a' is not allowed"),
    "an anchor on nothing": (below("x: &a\n"), f"{LAST}:4", "anchor '&a' is not allowed"),
}

ENCODINGS: dict[str, Row] = {
    "UTF-8 with a byte-order mark": (b"\xef\xbb\xbf" + TWO.encode(), "", ""),
    "two byte-order marks": (b"\xef\xbb\xbf" * 2 + TWO.encode(), "1:1", "U+FEFF"),
    "Windows line ends": (TWO.replace("\n", "\r\n").encode(), "", ""),
    "old Macintosh line ends": (TWO.replace("\n", "\r").encode(), "1:143", "U+000D"),
    "no line end at the end": (TWO.rstrip("\n").encode(), "", ""),
    "UTF-16, little end first": (TWO.encode("utf-16"), "1:1", "it looks like UTF-16"),
    "UTF-16, big end first": (b"\xfe\xff" + TWO.encode("utf-16-be"), "1:1", "it looks like UTF-16"),
    "UTF-16 without a mark": (TWO.encode("utf-16-le"), "1:2", "U+0000"),
    "UTF-32": (TWO.encode("utf-32"), "1:1", "it looks like UTF-16"),
    "UTF-7": (TWO.replace("title: A", "title: +AGE-").encode(), "", ""),
    "EBCDIC": (TWO.encode("cp500"), "1:5", "not UTF-8 text"),
    "Latin-1": (titled("caf\u00e9").decode().encode("latin-1"), "6:11", "not UTF-8 text"),
    "half a character at the end": (TWO.encode() + b"# \xe2\x82", f"{LAST}:3", "not UTF-8 text"),
    "an overlong slash": (TWO.replace("title: A", "title: \\").encode().replace(b"\\", b"\xc0\xaf"), "6:8", "not UTF-8 text"),
    "a character beyond Unicode": (TWO.encode() + b"# \xf4\x90\x80\x80\n", f"{LAST}:3", "not UTF-8 text"),
    "half of a pair": (titled("x\ud800"), "6:9", "not UTF-8 text"),
    "both halves of a pair, each by itself": (titled("\ud83d\ude00"), "6:8", "not UTF-8 text"),
    "half of a pair as an escape": (titled('"x\\ud800"'), "6:8", "bad escape after"),
    "a pair as escapes": (titled('"\\ud83d\\ude00"'), "6:8", "bad escape after"),
    "a zero byte in a comment": (b"# \0\n" + TWO.encode(), "1:3", "U+0000"),
    "a zero byte as an escape": (titled('"a\\0b"'), "6:8", "control or invisible character in"),
    "bytes of a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "1:1", "not UTF-8 text"),
    "bytes of an archive": (b"PK\x03\x04" + b"\0" * 100, "1:3", "U+0003"),
    "nothing but a mark": (b"\xef\xbb\xbf", "1:1", "the file is empty"),
    "nothing": (b"", "1:1", "the file is empty"),
    "a tab before a name": (TWO.replace("  north:", "\tnorth:", 1).encode(), "17:1", "tab character"),
    "a form feed": (titled("x\x0cy"), "6:9", "U+000C"),
    "a bell": (titled("x\x07y"), "6:9", "U+0007"),
    "a delete": (titled("x\x7fy"), "6:9", "U+007F"),
    "a C1 control": (titled("x\x9b31my"), "6:9", "U+009B"),
    "a title for the terminal": (titled("\x1b]0;owned\x07"), "6:8", "U+001B"),
    "a non-character": (titled("x\uffffy"), "6:9", "U+FFFF"),
}

WORDS: dict[str, Row] = {
    f"the word {word} for a number": (TWO.replace("tempo: 1 ", f"tempo: {word} ").encode(), "44:14", words)
    for word, words in {
        "NO": "'NO' is ambiguous (text or yes/no?)",
        "y": "is ambiguous",
        "On": "is ambiguous",
        "TRUE": "is ambiguous",
        "True": "is ambiguous",
        "NULL": "'NULL' is not used here",
        "~": "'~' is not used here",
        "0o7": "number in another base",
        "007": "number with a leading zero",
        "-01": "number with a leading zero",
        "0x1F": "number in another base",
        "0b11": "number in another base",
        "1_000": "number with underscores",
        "1,000": "number with a comma",
        "1.000.000": "must be a number, got '1.000.000'",
        "12:30:45": "time of day or base-60 number",
        "190:20:30.15": "time of day or base-60 number",
        "50%": "percentage",
        ".nan": "'.nan' is not a finite number",
        "-.INF": "is not a finite number",
        "+Infinity": "is not a finite number",
        "nan": "is not a finite number",
        "1e999": "'1e999' is not a finite number",
        "-1e999": "is not a finite number",
        "1e-999": "is too small to be told from 0",
        "1e": "is ambiguous (it looks like a number)",
        ".5": "is ambiguous (it looks like a number)",
        "5.": "is ambiguous (it looks like a number)",
        "1d3": "must be a number, got '1d3'",
        "1/2": "must be a number, got '1/2'",
        "2**3": "must be a number, got '2**3'",
        "1j": "must be a number, got '1j'",
        "'1'": "must be a number, got '1'; remove the quotes",
        "'nan'": "must be a number, got 'nan'",
        "true": "must be a number, got true",
        "2030-01-01": "must be a number, got '2030-01-01'",
        "1 2": "must be a number, got '1 2'",
        "+": "must be a number, got '+'",
        "\u0661": "must be a number",
        "\uff11": "must be a number",
        "\u00bd": "must be a number",
        "\u2212" + "1": "must be a number",
        "1\u00a0000": "must be a number",
        "-1": "tempo must be 0 or more, got -1",
        "999999999999999999": "",
        "9999999999999999999": "has more than 18 digits",
        "-0": "",
        "0.0": "",
        "1e308": "",
        "5e-324": "",
        "1E+2": "",
    }.items()
}
WORDS |= {
    f"the word {word} as a name": (below(f"{word}: 1\n"), f"{LAST}:1", words)
    for word, words in {
        "no": "is ambiguous",
        "~": "'~' is not used here",
        "true": "'true' cannot be a name; use quotes",
        "1.5": "'1.5' cannot be a name; use quotes",
        "1e999": "is not a finite number",
        "010": "number with a leading zero",
        "12:30": "time of day or base-60 number",
        "''": "unknown name ''",
        "'a\\nb'": "unknown name",
        '"a\\nb"': "unknown name 'a\\nb'",
        "'__proto__'": "unknown name '__proto__'",
        "'__class__'": "unknown name '__class__'",
        "model_config": "unknown name 'model_config'",
        "schema_": "unknown name 'schema_'",
        "'{0.__class__}'": "unknown name '{0.__class__}'",
        "'%s%s%n'": "unknown name '%s%s%n'",
    }.items()
}

CHARACTERS: dict[str, Row] = {
    f"U+{ord(sign):04X} in a title": (titled(f"a{sign}b"), "6:9", f"U+{ord(sign):04X}")
    for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff"
}
CHARACTERS |= {
    f"U+{ord(sign):04X} as an escape in a title": (titled(f'"a\\u{ord(sign):04x}b"'), "6:8", "control or invisible character in")
    for sign in "\u202e\u2066\u2028\u0085\ufeff"
}
CHARACTERS |= {
    f"an id with {what}": (TWO.replace("id: two-actors", f"id: {word}").encode(), "5:5", "must be a short name")
    for what, word in {
        "a Cyrillic letter": "tw\u043e-actors",
        "a Greek letter": "tw\u03bf-actors",
        "a full-width letter": "tw\uff4f-actors",
        "a ligature": "two-a\ufb01",
        "a zero-width space": "two\u200b-actors",
        "a zero-width joiner": "two\u200d-actors",
        "a soft hyphen": "two\u00ad-actors",
        "a combining accent": "two-a\u0301ctors",
        "an accent": "two-\u00e1ctors",
        "a dotless i": "two-actors-\u0131",
        "a blank that does not break": "two\u00a0actors",
        "a variation selector": "two-actors\ufe0f",
        "a tag character": "two-actors\U000e0041",
        "a letter of another plane": "\U0001d4ea-b",
        "a hyphen that is none": "two\u2010actors",
        "a slash": "two/actors",
        "a backslash": "two\\actors",
        "a dot": "two.actors",
        "capitals": "TWO-ACTORS",
        "a digit first": "2-actors",
        "65 letters": "x" * 65,
        "a device of Windows": "com1",
        "a tilde first": "'~root'",
        "a percent escape": "two%2eactors",
        "nothing in it": "''",
    }.items()
}
CHARACTERS |= {
    "an actor in two forms of one accent": (
        TWO.replace("actors:\n", "actors:\n  caf\u00e9: {side: north}\n  cafe\u0301: {side: north}\n").encode(),
        "40:3",
        "must be a short name",
    ),
    "two names that differ by a zero width": (TWO.replace("title: A", "titl\u200be: B\ntitle: A").encode(), "6:1", "did you mean 'title'?"),
    "a Cyrillic name of a section": (TWO.replace("sides:", "s\u0456des:").encode(), "13:1", "did you mean 'sides'?"),
    "a title in Arabic": (titled("\u062e\u0637 \u0623\u062d\u0645\u0631"), "", ""),
    "a title with zero widths": (titled("a\u200bb\u200c\u200d"), "", ""),
    "a title of piled accents": (titled("a" + "\u0301" * 190), "", ""),
    "a title with markup": (titled("'<script>alert(1)</script>'"), "", ""),
    "a title of nothing visible": (titled("'   '"), "6:8", "title must be one line of text"),
    "a title beyond the first plane": (titled("\U0001f4a3"), "", ""),
    "a language tag in a name": (below("'x\U000e0001y': 1\n"), f"{LAST}:1", "unknown name 'x\\U000e0001y'"),
    "a zero width in a name": (below("'x\u200by': 1\n"), f"{LAST}:1", "unknown name 'x\\u200by'"),
    "private use in a name": (below("'x\ue000y': 1\n"), f"{LAST}:1", "unknown name 'x\\ue000y'"),
}

TEXTS: dict[str, Row] = {**BOMBS, **TAGS, **ENCODINGS, **WORDS, **CHARACTERS}
