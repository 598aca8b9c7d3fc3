"""Damages clean text the way byte-oriented annotators do, to test that the repair is its inverse."""
from __future__ import annotations

_SIGNS = "，。；：？！（"


def damage(text: str, readings: dict[str, str]) -> str:
    """Insert `(reading)` after every byte pair of a listed character, a blank before every torn sign, and decode.

    The pairs are looked for at every byte, also across two characters, as the annotator did.
    """
    data = text.encode("gbk")
    whole, at = set(), 0
    while at < len(data):
        whole.add(at)
        at += 1 if data[at] < 0x80 else 2
    marked = {char.encode("gbk"): reading.encode("gbk") for char, reading in readings.items()}
    signs = {sign.encode("gbk") for sign in _SIGNS}
    out, at = bytearray(), 0
    while at < len(data):
        pair = data[at : at + 2]
        if pair in marked:
            out += pair + b"(" + marked[pair] + b")"
            at += 2
        elif pair in signs and at not in whole:
            out += b" " + pair
            at += 2
        else:
            out.append(data[at])
            at += 1
    return _decode(bytes(out))


def _decode(data: bytes) -> str:
    out, at = "", 0
    while at < len(data):
        if data[at] < 0x80:
            out += chr(data[at])
            at += 1
        elif at + 1 >= len(data) or data[at + 1] < 0x40:
            out += "?"                                      # a torn half takes the next sign with it
            at += 2
        else:
            out += data[at : at + 2].decode("gbk", errors="ignore")     # a pair without a character shows as nothing
            at += 2
    return out
