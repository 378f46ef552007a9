"""Problems of who and where."""

from core.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class StoreNotFound(NotFound):
    """There is no such store, or it is not in your scope."""

    code = "store-not-found"
    title = "There is no such store among yours"


class PlaceNotFound(NotFound):
    """There is no such place, or its store is not in your scope."""

    code = "place-not-found"
    title = "There is no such place in your stores"


class RecordInvalid(Invalid):
    """A licence or an accident cannot be written down like this."""

    code = "record-invalid"
    title = "This cannot be written down like this"


class AccidentNotFound(NotFound):
    """No such accident was written down at this store."""

    code = "accident-not-found"
    title = "There is no such accident at this store"


class AccidentDiffers(Conflict):
    """Something else was written down under this id before; what is written down stays."""

    code = "accident-differs"
    title = "This was written down before with other words"


class WrongLogin(Unauthenticated):
    """The chain, the login or the password is wrong; we do not say which."""

    code = "wrong-login"
    title = "Chain, login or password is wrong"


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, used up, expired or revoked."""

    code = "refresh-refused"
    title = "This device is no longer signed in"


class RoleMissing(Forbidden):
    """Your roles at this store do not cover what you asked for."""

    code = "role-missing"
    title = "Your role at this store does not allow this"
