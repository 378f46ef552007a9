"""`cameras.yaml`: the cameras of an installation, what each answers, and who sends it."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    model_validator,
)

from deploy.camera.addresses import Address, read_address
from deploy.camera.errors import CameraFailedError, CameraFault
from deploy.camera.frames import Patience
from deploy.own_files import read_yaml
from deploy.shelf_files import FileRejected
from deploy.smoke_phone import Login

MOST_FRAMES = 5  # of a burst; the system takes no more
Word = Annotated[str, Field(min_length=1, max_length=200)]


class Camera(BaseModel):
    """One camera and the question it answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Word
    url: SecretStr
    store: Word
    checklist: Word
    question: Word
    every_minutes: float = Field(30, ge=0.1, le=24 * 60)
    frames: int = Field(3, ge=1, le=MOST_FRAMES)
    spacing_s: float = Field(1.0, ge=0, le=60)
    timeout_s: float = Field(10.0, gt=0, le=120)
    ca_file: Path | None = None

    @property
    def address(self) -> Address:
        """Where it is."""
        return read_address(self.url.get_secret_value())

    @property
    def patience(self) -> Patience:
        """How it is asked."""
        return Patience(self.frames, self.spacing_s, self.timeout_s)


class CameraSheet(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: HttpUrl
    tenant: Word
    login: Word
    password_file: Path
    outbox: Path = Path("camera-outbox")
    cameras: tuple[Camera, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [camera.name for camera in self.cameras]
        if len(set(names)) != len(names):
            msg = "two cameras have the same name"
            raise ValueError(msg)
        return self


def read_cameras(path: Path) -> CameraSheet:
    """Read the sheet; files it names lie beside it unless their paths are absolute.

    Raises:
        CameraFailedError: If it cannot be read or breaks a rule; passwords are not repeated.
    """
    try:
        sheet = CameraSheet.model_validate(read_yaml(path))
    except FileRejected as error:
        raise CameraFailedError(CameraFault.BAD_SHEET, str(error)) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the whole"
        msg = f"{path.name}: {place}: {first['msg']}"
        raise CameraFailedError(CameraFault.BAD_SHEET, msg) from None
    for camera in sheet.cameras:
        _check_address(camera, path)
    places = {"password_file": sheet.password_file, "outbox": sheet.outbox}
    return sheet.model_copy(update={name: path.parent / one for name, one in places.items()})


def read_login(sheet: CameraSheet) -> Login:
    """Return who signs in, with the password from its file.

    Raises:
        CameraFailedError: If there is no password to read.
    """
    try:
        password = sheet.password_file.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        msg = f"the password cannot be read from {sheet.password_file.name}"
        raise CameraFailedError(CameraFault.BAD_SHEET, msg) from error
    if not password:
        msg = f"{sheet.password_file.name} holds no password"
        raise CameraFailedError(CameraFault.BAD_SHEET, msg)
    return Login(sheet.tenant, sheet.login, password)


def _check_address(camera: Camera, path: Path) -> None:
    try:
        read_address(camera.url.get_secret_value())
    except CameraFailedError as error:
        msg = f"{path.name}: camera {camera.name}: {error.message}"
        raise CameraFailedError(error.reason, msg) from error
