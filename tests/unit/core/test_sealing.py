"""Sealed bytes open with the right key in the right place, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.sealing import SEAL_BYTES, Seal, SealBroken

PLACE = "chain-1/originals/photo-1"


@pytest.fixture(scope="module")
def seal() -> Seal:
    return Seal("k" * 32)


@given(content=some.binary(max_size=300))
def test_what_was_sealed_opens_again(content):
    seal = Seal("k" * 32)
    sealed = seal.close(content, about=PLACE)
    assert seal.open(sealed, about=PLACE) == content
    assert len(sealed) == len(content) + SEAL_BYTES


def test_nothing_of_the_content_shows(seal):
    content = b"\xff\xd8\xff\xe0 a photo of a person " * 20
    sealed = seal.close(content, about=PLACE)
    assert all(content[at : at + 8] not in sealed for at in range(0, len(content) - 8, 8))
    assert seal.close(content, about=PLACE) != sealed  # never twice the same bytes


def test_the_same_secret_opens_in_another_process(seal):
    assert Seal("k" * 32).open(seal.close(b"photo", about=PLACE), about=PLACE) == b"photo"


def test_another_key_says_so(seal):
    sealed = seal.close(b"photo", about=PLACE)
    with pytest.raises(SealBroken, match=r"another key.*ROUNDS_STORAGE__SEAL_KEY"):
        Seal("other" * 8).open(sealed, about=PLACE)


@pytest.mark.parametrize("place", ["chain-2/originals/photo-1", "chain-1/originals/photo-2", ""])
def test_what_was_moved_to_another_chain_or_photo_does_not_open(seal, place):
    with pytest.raises(SealBroken, match="something else"):
        seal.open(seal.close(b"photo", about=PLACE), about=place)


def test_a_changed_bit_anywhere_is_noticed(seal):
    sealed = seal.close(b"photo", about=PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            seal.open(changed, about=PLACE)


@pytest.mark.parametrize("length", [0, 5, SEAL_BYTES - 1])
def test_what_was_cut_short_is_noticed(seal, length):
    with pytest.raises(SealBroken):
        seal.open(seal.close(b"photo", about=PLACE)[:length], about=PLACE)


def test_bytes_that_were_never_sealed_are_told_apart(seal):
    with pytest.raises(SealBroken, match="never sealed"):
        seal.open(b"\xff\xd8\xff\xe0" * 20, about=PLACE)
