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


class ModelRefusal(StrEnum):
    """Why a model that somebody brings is not taken, or one that is here is left as it is."""

    NOT_A_MODEL = "not_a_model"
    NOT_TRUSTED = "not_trusted"  # a pickle runs code as it is opened
    NEEDS_TRAIN = "needs_train"  # only the extra [train] opens such files
    NOT_A_DETECTOR = "not_a_detector"  # masks, key points, one word for the whole picture
    WRONG_INPUT = "wrong_input"
    TOO_LARGE = "too_large"
    BAD_MAP = "bad_map"
    OTHER_CLASSES = "other_classes"
    UNKNOWN_CODE = "unknown_code"
    NO_LICENCE = "no_licence"
    BAD_NAME = "bad_name"
    DUPLICATE = "duplicate"
    BAD_SET = "bad_set"
    UNKNOWN_MODEL = "unknown_model"
    NOT_MEASURED = "not_measured"


class ModelRefused(ValueError):
    """A model is not what it should be; nothing was changed."""

    def __init__(self, reason: ModelRefusal, message: str) -> None:
        """Keep the reason for programs and the message for people."""
        super().__init__(message)
        self.reason = reason
        self.message = message
