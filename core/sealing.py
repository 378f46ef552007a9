"""Sealing: bytes at rest that nobody opens without the key, and nobody moves or changes unseen.

AES-256-GCM. What a sealed thing belongs to is part of the seal, so that one thing put in the place
of another does not open.
"""

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MARK = b"RSEAL1"
_KEY_BYTES = 32
_KEY_SIGN = 8  # bytes that tell one key from another, and say nothing about either
_NONCE = 12
_HEAD = len(_MARK) + _KEY_SIGN + _NONCE

SEAL_BYTES = _HEAD + 16
"""By how much sealed content is longer."""


class SealBroken(Exception):
    """What is there was sealed with another key, belongs elsewhere, or was changed."""


class Seal:
    """Seals and opens with one secret; any text will do, 32 random characters or more are safe."""

    def __init__(self, secret: str) -> None:
        key = _derived(secret, b"rounds originals")
        self._cipher = AESGCM(key)
        self._sign = hashlib.sha256(b"sign" + key).digest()[:_KEY_SIGN]

    def close(self, content: bytes, *, about: str) -> bytes:
        """Return the content sealed, with what it belongs to as part of the seal.

        The same content never gives the same bytes twice.
        """
        nonce = secrets.token_bytes(_NONCE)
        head = _MARK + self._sign + nonce
        return head + self._cipher.encrypt(nonce, content, _bound(head, about))

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Return what was sealed.

        Raises:
            SealBroken: If these bytes were never sealed, with another key, for something else, or
                were changed since.
        """
        head = sealed[:_HEAD]
        if len(head) < _HEAD or not head.startswith(_MARK):
            msg = "these bytes were never sealed"
            raise SealBroken(msg)
        if head[len(_MARK) : -_NONCE] != self._sign:
            msg = "sealed with another key; is ROUNDS_STORAGE__SEAL_KEY the one of that time?"
            raise SealBroken(msg)
        try:
            return self._cipher.decrypt(head[-_NONCE:], sealed[_HEAD:], _bound(head, about))
        except InvalidTag as error:
            msg = "changed since it was sealed, or sealed for something else"
            raise SealBroken(msg) from error


def _derived(secret: str, purpose: bytes) -> bytes:
    """Make a key of a text; another purpose gives another key."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=purpose)
    return kdf.derive(secret.encode())


def _bound(head: bytes, about: str) -> bytes:
    return head + about.encode()
