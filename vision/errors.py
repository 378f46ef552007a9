"""What the eyes refuse: one class per kind of refusal, made of the standard library only."""

from enum import StrEnum


class PhotoRefusal(StrEnum):
    """Why the bytes of a photo are refused."""

    NOT_AN_IMAGE = "not_an_image"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_FEW_PIXELS = "too_few_pixels"
    TRUNCATED = "truncated"
    UNREADABLE = "unreadable"


class PhotoRefused(ValueError):
    """The bytes are not a photo the eyes can open."""

    def __init__(self, reason: PhotoRefusal, message: str) -> None:
        """Keep the reason for programs and the message for people."""
        super().__init__(message)
        self.reason = reason
        self.message = message


class StitchRefusal(StrEnum):
    """Why several photos cannot be laid together."""

    NO_OVERLAP = "no_overlap"
    AMBIGUOUS = "ambiguous"
    BAD_WARP = "bad_warp"
    TOO_MANY = "too_many"


class StitchFailed(ValueError):
    """The photos do not make one picture of a bay."""

    def __init__(self, reason: StitchRefusal, message: str) -> None:
        """Keep the reason for programs and the message for people."""
        super().__init__(message)
        self.reason = reason
        self.message = message


class WeightsRejected(RuntimeError):
    """A model file is missing, differs from its checksum, or is not described as it should be."""


class GalleryRejected(ValueError):
    """A gallery or one of its references is not what a recogniser can compare with."""
