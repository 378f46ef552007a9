"""Problems: what can go wrong for a person or a phone, in six kinds.

    Problem
    ├── Invalid           422  the request is wrong; sending it again will not help
    │   ├── TooLarge      413
    │   └── WrongMedia    415
    ├── Unauthenticated   401  sign in
    ├── Forbidden         403  signed in, but not allowed
    ├── NotFound          404  not there, or not yours
    ├── Conflict          409  differs from what is there; fetch, show, choose
    └── Unavailable       503  keep it and try again

Rooms add concrete classes with a `code` and a `title`. Kinds carry the behaviour, classes never do.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One place in the request that is wrong."""

    pointer: str  # JSON Pointer into the body (RFC 6901), "" for the whole of it
    detail: str


def pointer_to(*steps: object) -> str:
    """Return the JSON Pointer of a place by the names and numbers that lead there.

    Example:
        >>> pointer_to("answers", 2, "a/b")
        '/answers/2/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


class Problem(Exception):
    """Base of everything we tell people went wrong."""

    status: ClassVar[int] = 500
    retryable: ClassVar[bool] = False
    code: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, detail: str = "", *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.faults = faults


class Invalid(Problem):
    """The request is wrong; sending it again will not help."""

    status = 422
    code = "invalid"
    title = "The request is not valid"


class TooLarge(Invalid):
    """The body is larger than we take."""

    status = 413
    code = "too-large"
    title = "The body is too large"


class WrongMedia(Invalid):
    """The body is not of a type we take."""

    status = 415
    code = "wrong-media-type"
    title = "This type of content is not taken here"


class Unauthenticated(Problem):
    """We do not know who is asking."""

    status = 401
    code = "not-signed-in"
    title = "Sign in first"


class Forbidden(Problem):
    """We know who is asking, and they may not."""

    status = 403
    code = "forbidden"
    title = "You may not do this"


class NotFound(Problem):
    """It is not there, or it is not yours: the two are never told apart."""

    status = 404
    code = "not-found"
    title = "There is no such thing here"


class Conflict(Problem):
    """It differs from what is already there."""

    status = 409
    code = "conflict"
    title = "This differs from what is already here"


class Unavailable(Problem):
    """A part of the system is away for a moment."""

    status = 503
    retryable = True
    code = "unavailable"
    title = "Try again in a moment"
    retry_after_s: ClassVar[int] = 5
