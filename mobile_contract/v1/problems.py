"""What goes wrong, as phones read it: RFC 9457, `application/problem+json`."""

from pydantic import Field

from mobile_contract.v1.wire import Reply


class ProblemFault(Reply):
    """One place in the request that is wrong."""

    pointer: str = Field(
        description="JSON Pointer (RFC 6901) into the body; for a parameter, `/` and its name."
    )
    detail: str


class ProblemReply(Reply):
    """Why a request failed.

    Act on `code` and `retryable`, show `detail`. With `retryable` keep the item and send the very
    same request again, after `Retry-After` seconds where that header is given.
    """

    type: str = Field(description="Where the problem is explained; it ends in the code.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="Stable; new codes may appear.")
    retryable: bool
    request_id: str = Field(description="Also in the header X-Request-Id; tell it to support.")
    errors: list[ProblemFault]
