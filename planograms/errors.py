"""Problems of what belongs on which shelf."""

from core.errors import Conflict, Invalid, NotFound, Unavailable


class PlanogramInvalid(Invalid):
    """The planogram contradicts itself or the product list."""

    code = "planogram-invalid"
    title = "This planogram cannot be used"


class PlanogramNotFound(NotFound):
    """There is no such planogram."""

    code = "planogram-not-found"
    title = "There is no such planogram"


class ProductsInvalid(Invalid):
    """Products contradict each other, or name a substitute that is not there."""

    code = "products-invalid"
    title = "Some products cannot be taken as they are"


class ProductNotFound(NotFound):
    """There is no such product in this chain."""

    code = "product-not-found"
    title = "There is no such product"


class ProductPictureNotFound(NotFound):
    """The product has no such picture."""

    code = "product-picture-not-found"
    title = "The product has no such picture"


class PicturesFull(Conflict):
    """The product has as many pictures as it takes; more would not help."""

    code = "pictures-full"
    title = "The product has enough pictures; retire one first"


class PlaceViewInvalid(Invalid):
    """The areas cannot be compared, or the photo is of another place."""

    code = "place-view-invalid"
    title = "This reference view cannot be used"


class PlaceViewNotFound(NotFound):
    """Nobody has said yet what the place looks like when all is well."""

    code = "place-view-not-found"
    title = "This place has no reference view"


class PhotoNotReadable(Unavailable):
    """The photo has no copy without faces yet; it will have one in a moment."""

    code = "photo-not-readable"
    title = "This photo is still being prepared"
