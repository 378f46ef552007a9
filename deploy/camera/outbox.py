"""What cameras saw and the system has not taken yet: on disk, so that no crash loses it."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.clock import now
from core.ids import new_id
from deploy.camera.frames import Frame
from deploy.camera.sheet import Camera

_TICKET, _BODY = "parcel.json", "body.json"
_REFUSED, _NEW = "refused", ".new-"
_STALE_S = 600.0  # nobody takes so long to write a few frames


class Parcel:
    """One burst with the ids under which it is sent, however often that takes."""

    def __init__(self, folder: Path) -> None:
        """Open a parcel that was put away."""
        self.folder = folder
        self._ticket: Mapping[str, Any] = json.loads((folder / _TICKET).read_text("utf-8"))

    @property
    def id(self) -> str:
        """The id of the inspection."""
        return self.folder.name

    @property
    def camera(self) -> str:
        """Who saw it."""
        return str(self._ticket["camera"])

    def place(self) -> tuple[str, str, str]:
        """Return the codes of store, checklist and question."""
        return self._ticket["store"], self._ticket["checklist"], self._ticket["question"]

    def body(self) -> dict[str, Any] | None:
        """Return what was sent before, if it ever was: the very same goes again."""
        path = self.folder / _BODY
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def make_body(self, store_id: str, version_id: str) -> dict[str, Any]:
        """Write down what is sent, before it is sent for the first time."""
        photos = [{name: photo[name] for name in photo if name != "file"} for photo in self.photos]
        body = {
            "store_id": store_id,
            "checklist_version_id": version_id,
            "kind": "remote",
            "started_at": self._ticket["started_at"],
            "finished_at": self._ticket["finished_at"],
            "device": f"camera {self.camera}",
            "answers": [{"question": self._ticket["question"], "photos": photos}],
        }
        _write(self.folder / _BODY, body)
        return body

    @property
    def photos(self) -> Sequence[Mapping[str, Any]]:
        """What is announced of each frame, and its file."""
        photos: Sequence[Mapping[str, Any]] = self._ticket["photos"]
        return photos

    def content_of(self, photo_id: str) -> tuple[bytes, str]:
        """Return a frame's bytes and their type."""
        photo = next(one for one in self.photos if one["id"] == photo_id)
        return (self.folder / photo["file"]).read_bytes(), str(photo["content_type"])


class Outbox:
    """A folder of parcels, which nobody else may read: frames show people."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it where it is not there."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        for path in folder.glob(f"{_NEW}*"):  # a crash left it half made
            if now().timestamp() - path.stat().st_mtime > _STALE_S:
                shutil.rmtree(path, ignore_errors=True)

    def put(self, camera: Camera, frames: Sequence[Frame]) -> Parcel:
        """Put a burst away; it is there as a whole or not at all."""
        inspection_id, burst_id = str(new_id()), str(new_id())
        making = Path(tempfile.mkdtemp(dir=self._folder, prefix=_NEW))
        photos = []
        for number, frame in enumerate(frames):
            file = f"frame-{number}{frame.suffix}"
            _write_bytes(making / file, frame.content)
            photo = {
                "id": str(new_id()),
                "sha256": frame.sha256,
                "byte_count": len(frame.content),
                "content_type": frame.content_type,
                "taken_at": frame.taken_at.isoformat(),
                "file": file,
            }
            photos.append(photo | ({"burst_id": burst_id} if len(frames) > 1 else {}))
        moments = [frame.taken_at for frame in frames]
        ticket = {
            "camera": camera.name,
            "store": camera.store,
            "checklist": camera.checklist,
            "question": camera.question,
            "started_at": min(moments).isoformat(),
            "finished_at": (max(moments) + timedelta(milliseconds=1)).isoformat(),
            "photos": photos,
        }
        _write(making / _TICKET, ticket)
        place = self._folder / inspection_id
        making.rename(place)
        return Parcel(place)

    def waiting(self) -> Iterator[Parcel]:
        """Yield the parcels that wait, oldest first; ids of ours sort by time."""
        for path in sorted(self._folder.iterdir()):
            if not path.name.startswith(_NEW) and (path / _TICKET).exists():
                yield Parcel(path)

    def drop(self, parcel: Parcel) -> None:
        """Forget a parcel that has arrived."""
        shutil.rmtree(parcel.folder, ignore_errors=True)

    def set_aside(self, parcel: Parcel, why: str) -> Path:
        """Keep a parcel that will never be taken, where a person can look at it."""
        place = self._folder / _REFUSED / parcel.id
        place.parent.mkdir(mode=0o700, exist_ok=True)
        (parcel.folder / "why.txt").write_text(why + "\n", "utf-8")
        parcel.folder.rename(place)
        return place


def _write(path: Path, content: Mapping[str, Any]) -> None:
    _write_bytes(path, json.dumps(content, ensure_ascii=False).encode())


def _write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole: its name appears only when everything is on disk."""
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
