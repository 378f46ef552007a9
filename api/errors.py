"""Problems of the door itself: requests that no room ever gets to see."""

from core.errors import Invalid, NotFound, Problem, Unavailable


class RequestInvalid(Invalid):
    """The request does not have the shape that the contract asks for."""

    code = "request-invalid"
    title = "The request does not have the right shape"


class RouteNotFound(NotFound):
    """There is nothing at this path."""

    code = "route-not-found"
    title = "There is nothing at this path"


class MethodNotAllowed(Invalid):
    """This path does not take this method."""

    status = 405
    code = "method-not-allowed"
    title = "This path does not take this method"


class PictureNotFound(NotFound):
    """The picture's link has ended, or the picture is no longer kept."""

    code = "picture-not-found"
    title = "This picture link has ended; ask for a new one"


class DatabaseAway(Unavailable):
    """The database does not answer, or gave up on this request."""

    code = "database-away"
    title = "The database does not answer; try again in a moment"


class Busy(Unavailable):
    """More requests are waiting than the database takes at a time."""

    code = "busy"
    title = "Too much is going on at once; try again in a moment"


class TooManyAttempts(Unavailable):
    """This login was tried too often from this address."""

    status = 429
    code = "too-many-attempts"
    title = "Too many attempts to sign in; wait a few minutes"
    retry_after_s = 300


class InternalError(Problem):
    """Something nobody foresaw; the logs tell more under the request id."""

    retryable = True
