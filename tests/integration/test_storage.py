"""The photo store on a real S3 server: links that expire and serve one purpose."""

import time
from datetime import timedelta

import httpx
import pytest

from core.storage import PhotoStore, StorageAway


def test_what_is_put_comes_back(storage):
    storage.put("t/one", b"bytes", content_type="image/jpeg")
    assert storage.get("t/one", limit=100) == b"bytes"
    assert storage.size_of("t/one") == 5
    storage.delete("t/one")
    storage.delete("t/one")
    assert storage.get("t/one", limit=100) is None
    assert storage.size_of("t/one") is None


def test_no_more_is_read_than_asked_for(storage):
    storage.put("t/large", b"x" * 1000, content_type="image/jpeg")
    assert len(storage.get("t/large", limit=10)) == 10


def test_an_upload_link_puts_its_own_object_and_nothing_else(storage):
    link = storage.upload_link("t/mine")
    assert httpx.put(link.url, content=b"photo").status_code == 200
    assert storage.get("t/mine", limit=100) == b"photo"
    other = link.url.replace("t/mine", "t/other")
    assert httpx.put(other, content=b"photo").status_code == 403
    assert httpx.get(link.url).status_code == 403
    assert httpx.delete(link.url).status_code == 403
    assert storage.get("t/other", limit=100) is None


def test_a_download_link_gets_its_own_object_and_nothing_else(storage):
    storage.put("t/read", b"photo", content_type="image/jpeg")
    link = storage.download_link("t/read")
    assert httpx.get(link.url).content == b"photo"
    assert httpx.put(link.url, content=b"other").status_code == 403
    assert storage.get("t/read", limit=100) == b"photo"


def test_a_link_says_when_it_ends_and_ends_then(storage, monkeypatch):
    monkeypatch.setattr(storage, "_life", timedelta(seconds=1))
    link = storage.upload_link("t/late")
    time.sleep(2.2)
    assert httpx.put(link.url, content=b"photo").status_code == 403
    assert storage.get("t/late", limit=100) is None


def test_without_a_signature_nothing_opens(storage):
    storage.put("t/secret", b"photo", content_type="image/jpeg")
    bare = storage.download_link("t/secret").url.partition("?")[0]
    assert httpx.get(bare).status_code == 403


def test_a_server_that_is_away_is_a_problem_to_try_again(settings):
    away = PhotoStore(settings.storage.model_copy(update={"url": "http://127.0.0.1:9"}))
    assert not away.is_ready()
    with pytest.raises(StorageAway) as caught:
        away.get("t/one", limit=1)
    assert caught.value.retryable


def test_a_link_names_the_server_as_phones_reach_it(settings):
    public = settings.storage.model_copy(update={"public_url": "https://photos.example"})
    assert PhotoStore(public).upload_link("t/x").url.startswith("https://photos.example/")
