"""Which queries of strangers are refused before an engine sees them: updates, and SERVICE, which makes HTTP requests.

Strings, IRIs and comments are skipped, so `"SERVICE"`, `<http://example.org/SERVICE>` and `# SERVICE` are fine.
The reading is the engine's, not the textbook's. Oxigraph's parser chooses a token by what the grammar expects at that
place and asks for no blank around keywords, so all of these are calls that a plain tokenizer overlooks (tried):

    FILTER(?o<1)SERVICE#>⏎<http://…>{…}      `<1)SERVICE#>` has the form of an IRI, yet here `<` is "less than"
    ?s ?p 5SERVICE<http://…>{…}              ?s ?p trueSERVICE<http://…>{…}
    ?s ?p ex:.SERVICE<http://…>{…}           SERVICEex:remote{…}

So wherever `<` may open an IRI, both readings are followed, and SERVICE is found by what it looks like as a call.
"""
from __future__ import annotations

import re

from kg.errors import QueryError

MAX_LENGTH = 50_000
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"))
_IRI = r"""<[^<>"{}|^`\\\x00-\x20]*>"""
_ESCAPED = r"""%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"""
_PNAME = rf"""(?:[^\W\d_][\w.\-]*)?:(?:(?:[\w:]|{_ESCAPED})(?:[\w:.\-]|{_ESCAPED})*+)?"""
_VARIABLE = r"[?$]\w+"
_BLANK = r"(?:\s++|\#[^\r\n]*+)*+"
_TOKEN = re.compile(rf"""
    (?P<blank>\s+|\#[^\r\n]*)
  | (?P<iri>{_IRI})
  | (?P<string>\"\"\"(?:"{{0,2}}+(?:[^"\\]|\\.))*+\"\"\" | '''(?:'{{0,2}}+(?:[^'\\]|\\.))*+'''
              | "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
  | (?P<name>{_VARIABLE} | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | _:[\w.\-]+ | {_PNAME})
  | (?P<word>[^\W\d_]\w*)
  | (?P<other>\d+ | .)
""", re.VERBOSE | re.DOTALL)
_SERVICE = re.compile(
    rf"(?:true|false)?SERVICE{_BLANK}(?:SILENT{_BLANK})?(?:{_IRI}|{_VARIABLE}|{_PNAME}){_BLANK}\{{", re.IGNORECASE)


class RefusedQuery(QueryError):
    """A query that is well understood and not allowed."""


def check(query: str) -> None:
    """Let a read-only query pass that stays on this machine.

    Raises RefusedQuery for an update, for a SERVICE clause, and for text longer than `MAX_LENGTH`. Whether the text is
    a query at all is left to the engine's parser.
    """
    if len(query) > MAX_LENGTH:
        raise RefusedQuery(f"查询有 {len(query)} 个字符，上限是 {MAX_LENGTH}。请缩短查询")
    operation = _first_keyword(query)
    if operation in _UPDATES:
        raise RefusedQuery(f"只读接口不执行更新操作 {operation}。请改用 SELECT、ASK、CONSTRUCT 或 DESCRIBE")
    if _calls_service(query):
        raise RefusedQuery("只读接口不执行 SERVICE（它会访问网络）。请删去 SERVICE 子句")


def _first_keyword(query: str) -> str:
    """The first word in capitals after the PREFIX and BASE lines, "" where there is none."""
    for token in _TOKEN.finditer(query):
        if token.lastgroup == "word" and (word := token[0].upper()) not in ("PREFIX", "BASE"):
            return word
    return ""


def _calls_service(query: str) -> bool:
    """Whether some reading of the text has a SERVICE clause. Every position is looked at once at most."""
    ahead, seen = [0], set[int]()
    while ahead:
        at = ahead.pop()
        while at not in seen and (token := _TOKEN.match(query, at)):
            seen.add(at)
            if token.lastgroup in ("word", "name") and _SERVICE.match(query, at):
                return True
            if token.lastgroup == "iri":
                ahead.append(at + 1)
            at = token.end()
    return False
