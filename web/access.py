"""Who may use the service: passwords and tokens, and where it may listen without any.

A password is kept as `scrypt:N:r:p:SALT:HASH` (hexadecimal), which `zhiwen password` makes.
"""
from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.errors import UsageError

COST = (1 << 14, 8, 1)           # scrypt's N, r, p: 16 MB and some 50 ms a try
COOKIE = "zhiwen_token"
_MAX_MEMORY = 1 << 27
_FORMAT = "scrypt:N:r:p:SALT:HASH"
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in, and how often. `users`: name to password hash; `token`: "" for none.

    `hosts`: the names the service answers to, None for any; a site that makes its own name lead to this machine (DNS
    rebinding) is not among them. `asks` a minute and client, 0 for no limit. `origins`: web sites whose scripts may
    query `/sparql`.
    """

    users: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    hosts: frozenset[str] | None = None
    asks: int = 300
    origins: tuple[str, ...] = ("*",)

    @property
    def closed(self) -> bool:
        """Whether one has to say who one is."""
        return bool(self.users or self.token)


def access(host: str, users: Iterable[str], token: str, *, asks: int, origins: Iterable[str]) -> Access:
    """Access to a service that listens at `host`. `users` are `NAME:HASH`.

    Raises UsageError for a malformed user or a short token, and for an address others can reach without any of them.
    """
    known: dict[str, str] = {}
    for one in users:
        name, _, hashed = one.partition(":")
        if not name or not _well_formed(hashed):
            raise UsageError(f"--auth 应为 用户名:{_FORMAT}。请用 zhiwen password 生成后半段")
        known[name] = hashed
    if token and len(token) < SHORTEST_TOKEN:
        raise UsageError(f"--token 至少 {SHORTEST_TOKEN} 个字符。可用 openssl rand -hex 24 生成")
    if asks < 0:
        raise UsageError("--rate 应为每分钟的次数，0 表示不限")
    if not is_local(host) and not known and not token:
        raise UsageError(f"{host or '0.0.0.0'}: 本机之外也能访问这个地址，"
                         "必须设 --auth 用户名:哈希（用 zhiwen password 生成）或 --token")
    hosts = frozenset({"localhost", "127.0.0.1", "[::1]", host, f"[{host}]"}) if not known and not token else None
    return Access(known, token, hosts, asks, tuple(origins))


def is_local(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hash_password(password: str) -> str:
    """What is kept of a password. Raises UsageError for an empty one."""
    if not password:
        raise UsageError("密码是空的。请输入至少一个字符")
    n, r, p = COST
    salt = secrets.token_bytes(16)
    return f"scrypt:{n}:{r}:{p}:{salt.hex()}:{_scrypt(password, salt, n, r, p).hex()}"


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MAX_MEMORY, dklen=32)


def _well_formed(hashed: str) -> bool:
    try:
        _matches("", hashed)
    except ValueError:
        return False
    return True


def _matches(password: str, hashed: str) -> bool:
    """Raises ValueError for what is no hash of a password."""
    scheme, n, r, p, salt, digest = hashed.split(":")
    if scheme != "scrypt" or len(digest) != 64:
        raise ValueError(hashed)
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt), int(n), int(r), int(p)), bytes.fromhex(digest))


class Doorkeeper:
    """Knows the users and the token. A password once found right is not computed again."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._nobody = hash_password(secrets.token_hex(8))
        self._key = secrets.token_bytes(32)
        self._right: set[bytes] = set()

    def is_token(self, token: str) -> bool:
        given = self._access.token
        return bool(given) and hmac.compare_digest(token.encode(), given.encode())

    def lets_in(self, authorization: str, cookie: str) -> bool:
        """Whether the header `Authorization` (Basic or Bearer) or the token's cookie says who one is."""
        if cookie and self.is_token(cookie):
            return True
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "bearer":
            return self.is_token(given.strip())
        return scheme.lower() == "basic" and self._basic(given)

    def _basic(self, given: str) -> bool:
        mark = hmac.digest(self._key, given.encode(), "sha256")
        if mark in self._right:
            return True
        try:
            name, _, password = base64.b64decode(given, validate=True).decode("utf-8").partition(":")
        except ValueError:          # neither base64 nor UTF-8
            return False
        # An unknown name takes as long as a wrong password.
        if _matches(password, self._access.users.get(name, self._nobody)) and name in self._access.users:
            self._right.add(mark)
            return True
        return False
