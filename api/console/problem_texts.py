"""What went wrong, in words for managers: one text per problem code."""

from api.console.labels import Label, label

PROBLEMS: dict[str, Label] = {
    "internal-error": label("problem", "Something went wrong on our side"),
    "invalid": label("problem", "The request is not valid"),
    "too-large": label("problem", "What you sent is too large"),
    "wrong-media-type": label("problem", "This type of content is not taken here"),
    "not-signed-in": label("problem", "Sign in first"),
    "signed-out": label("problem", "Sign in first"),
    "token-invalid": label("problem", "Your sign-in has ended; sign in again"),
    "refresh-refused": label("problem", "This device is no longer signed in"),
    "wrong-login": label("problem", "Chain, login or password is wrong"),
    "forbidden": label("problem", "You may not do this"),
    "role-missing": label("problem", "Your role at this store does not allow this"),
    "origin-foreign": label("problem", "This form was not sent from this console"),
    "not-found": label("problem", "There is no such page here"),
    "route-not-found": label("problem", "There is no such page here"),
    "method-not-allowed": label("problem", "There is no such page here"),
    "request-invalid": label("problem", "The request is not valid"),
    "store-not-found": label("problem", "There is no such store among yours"),
    "place-not-found": label("problem", "There is no such place among yours"),
    "place-view-invalid": label("problem", "These areas cannot be used; draw them again"),
    "place-view-not-found": label("problem", "This place has no reference view yet"),
    "photo-not-readable": label("problem", "This photo is still being prepared; try again soon"),
    "original-gone": label("problem", "No original of this photo is kept"),
    "original-locked": label(
        "problem", "The original cannot be opened with the key of this system"
    ),
    "reason-missing": label("problem", "Say why you need to see the original"),
    "policy-invalid": label("problem", "Originals are kept for 0 to 30 days"),
    "inspection-not-found": label("problem", "There is no such inspection among yours"),
    "photo-not-found": label("problem", "There is no such photo among yours"),
    "checklist-not-found": label("problem", "There is no such checklist"),
    "product-not-found": label("problem", "There is no such product"),
    "product-picture-not-found": label("problem", "The product has no such picture"),
    "correction-invalid": label("problem", "This product or place does not fit the photo"),
    "class-not-found": label("problem", "There is no such class of findings"),
    "mode-not-allowed": label("problem", "A person always looks at this class first"),
    "finding-not-found": label("problem", "There is no such finding among yours"),
    "ticket-not-found": label("problem", "There is no such ticket among yours"),
    "picture-not-found": label("problem", "This picture link has ended; open the page again"),
    "answers-invalid": label("problem", "What you sent is not a photo we can take"),
    "not-a-photo": label("problem", "This is not a JPEG, PNG or WebP photo"),
    "photo-too-large": label("problem", "The photo is too large"),
    "photo-unusable": label("problem", "The photo is incomplete or too small; take it again"),
    "conflict": label("problem", "This differs from what is already here"),
    "pictures-full": label("problem", "The product has enough pictures; retire one first"),
    "correction-differs": label("problem", "This form was already used for another correction"),
    "photo-hash-wrong": label("problem", "The photo arrived damaged; send it again"),
    "finding-reviewed": label("problem", "Somebody else has already decided on this finding"),
    "move-not-allowed": label("problem", "The ticket cannot move there from where it is"),
    "ticket-moved": label("problem", "Somebody else moved this ticket first"),
    "move-differs": label("problem", "This form was already used for another move"),
    "move-incomplete": label("problem", "The move lacks its proof or its reason"),
    "fix-photo-missing": label("problem", "The photo of the fix is not here yet"),
    "fix-photo-reused": label("problem", "This picture was sent before; take a new one"),
    "fixer-may-not-verify": label("problem", "Somebody else than the fixer decides about the fix"),
    "fault-already-open": label("problem", "The same fault has a newer ticket"),
    "owner-unfit": label("problem", "This person cannot own a ticket of this store"),
    "cursor-invalid": label("problem", "This link to the next page is not valid"),
    "unavailable": label("problem", "A part of the system is away; try again in a moment"),
    "database-away": label("problem", "The database does not answer; try again in a moment"),
    "busy": label("problem", "Too much is going on at once; try again in a moment"),
    "too-many-attempts": label("problem", "Too many attempts to sign in; wait a few minutes"),
    "storage-away": label("problem", "The photo store does not answer; try again in a moment"),
}
KINDS = {
    401: PROBLEMS["not-signed-in"],
    403: PROBLEMS["forbidden"],
    404: PROBLEMS["not-found"],
    409: PROBLEMS["conflict"],
    413: PROBLEMS["too-large"],
    415: PROBLEMS["wrong-media-type"],
    422: PROBLEMS["invalid"],
    503: PROBLEMS["unavailable"],
}
"""For a code that no page of the console can run into so far."""


def text_of(code: str, status: int) -> Label:
    """Return what to say about a problem."""
    return PROBLEMS.get(code) or KINDS.get(status, PROBLEMS["internal-error"])
