# SPDX-License-Identifier: Apache-2.0
"""Reads C++ well enough for tidy: what is code, what is a comment, where a function starts and ends.

Not a parser. It knows comments, literals, raw strings, digit separators and braces, and leaves every
line where it was, so that line numbers stay true.
"""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<comment>//(?:\\\n|[^\n])*|/\*.*?\*/)"
    r'|(?P<raw>\bu?8?[LU]?R"(?P<tag>[^\s()\\]{0,16})\(.*?\)(?P=tag)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<number>\b\d[\w.']*)"
    r"|(?P<char>'(?:\\.|[^'\\\n])+')",
    re.DOTALL,
)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments_and_literals(text):
    """Comments and string and character literals become spaces; the quotes stay."""

    def replace(match):
        token = match.group(0)
        if match.lastgroup == "number" or match.group("number"):
            return token
        if match.group("comment"):
            return _blank(token)
        return '"' + _blank(token[1:-1]) + '"'

    return _TOKEN.sub(replace, text)


def only_comments(text):
    """Everything but the comments becomes spaces."""
    pieces, end = [], 0
    for match in _TOKEN.finditer(text):
        if match.group("comment"):
            pieces += [_blank(text[end : match.start()]), match.group(0)]
            end = match.end()
    return "".join(pieces) + _blank(text[end:])


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


@dataclass(frozen=True)
class Function:
    name: str
    line: int
    lines: int


_SCOPE = re.compile(r"(?:^|[\s:;])(?:namespace|class|struct|union|enum)\b")
_QUALIFIERS = re.compile(r"\)\s*(?:const|noexcept|override|final|mutable|try|&&?|\(\)|->[^()]*|requires.*|\s)*$")
_BRACED_MEMBER = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:).*[\w>]\s*$", re.DOTALL)


def _simplified(header):
    """A declaration without template arguments, braced initialisers and line breaks."""
    header = re.sub(r"\s+", " ", header)
    for pattern, replacement in ((r"\{[^{}]*\}", "()"), (r"<[^<>()]*>", "")):
        while (shorter := re.sub(pattern, replacement, header)) != header:
            header = shorter
    return re.sub(r"\b(?:public|private|protected|template)\b\s*:?", "", header).strip()


def _function_name(header):
    simple = _simplified(header)
    if not _QUALIFIERS.search(simple):
        return None
    before_parameters = simple.split("(", 1)[0]
    if _SCOPE.search(before_parameters):
        return None
    if re.match(r"TEST(_[FP])?\b", simple):
        return simple[: simple.index(")") + 1]
    words = before_parameters.split()
    return words[-1] if words else None


def functions(code):
    """The outermost function bodies of blanked code; a lambda belongs to the function around it."""
    code = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda match: _blank(match.group(0)), code, flags=re.MULTILINE)
    found, open_braces = [], []  # of (function name or None, its line, header goes on after it)
    header_start, parentheses = 0, 0
    for match in re.finditer(r"[{}();]", code):
        mark, at = match.group(0), match.start()
        in_function = any(name for name, _, _ in open_braces)
        if mark in "()":
            parentheses += 1 if mark == "(" else -1
        elif mark == ";":
            if not in_function and parentheses == 0:
                header_start = at + 1
        elif mark == "{":
            header = code[header_start:at]
            part_of_header = parentheses > 0 or bool(_BRACED_MEMBER.search(_simplified(header)))
            name = None if in_function or part_of_header else _function_name(header)
            open_braces.append((name, line_of(code, at), part_of_header and not in_function))
            if not (part_of_header and not in_function):
                header_start = at + 1
        elif open_braces:
            name, line, part_of_header = open_braces.pop()
            if name:
                found.append(Function(name, line, line_of(code, at) - line + 1))
            if not part_of_header:
                header_start = at + 1
    return found
