"""What can be wrong with a camera, its sheet or its login: one reason for each."""

from enum import StrEnum


class CameraFault(StrEnum):
    """Why there is no usable frame, or why it cannot be sent."""

    BAD_ADDRESS = "bad_address"
    SCHEME_NOT_ALLOWED = "scheme_not_allowed"
    UNREACHABLE = "unreachable"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a reason, not a secret
    TIMEOUT = "timeout"
    NO_VIDEO = "no_video"
    NOT_AN_IMAGE = "not_an_image"
    TOO_LARGE = "too_large"
    CORRUPT_FRAME = "corrupt_frame"
    BAD_SHEET = "bad_sheet"
    WRONG_LOGIN = "wrong_login"
    REFUSED = "refused"  # the system will never take it
    NOT_NOW = "not_now"  # the system cannot be reached or has no time: later


class CameraFailedError(RuntimeError):
    """A camera gave nothing usable, or it could not be sent; the message holds no password."""

    def __init__(self, reason: CameraFault, message: str) -> None:
        """Keep the reason for programs and the message for people."""
        super().__init__(message)
        self.reason = reason
        self.message = message
