"""The console's translations: read from `locale/`, and brought up to date with what pages say.

`python -m api.console.catalogues` collects every text of the pages into the `.po` files; translate
what is new there by hand. Texts are compiled in memory, so that no binary file is committed.
"""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from core.words import LOCALES

FOLDER = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "label": ((1, "c"), 2),
}


def path_of(locale: str) -> Path:
    """Return where the catalogue of one of our locales is, such as `zh-CN`."""
    return FOLDER / "locale" / locale.replace("-", "_") / "LC_MESSAGES" / "console.po"


def read_catalogue(locale: str) -> Catalog:
    """Return the catalogue of a locale as translators edit it."""
    with path_of(locale).open("rb") as file:
        return read_po(file, locale=locale.replace("-", "_"))


@cache
def translations(locale: str) -> gettext.GNUTranslations:
    """Return the compiled catalogue of a locale; read once per process."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(locale))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def collect() -> Catalog:
    """Return every text that the pages and labels say."""
    catalogue = Catalog(project="Rounds console", fuzzy=False)
    found = extract_from_dir(
        FOLDER,
        method_map=_METHODS,
        options_map={"templates/**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true"}},
        keywords=_KEYWORDS,
    )
    for _, _, message, _, context in found:
        catalogue.add(message, context=context)
    return catalogue


def update(locale: str) -> None:
    """Add new texts to a locale's catalogue and drop those that no page says any more."""
    catalogue = read_catalogue(locale)
    catalogue.update(collect(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    with path_of(locale).open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, no_location=True)


if __name__ == "__main__":
    for each in LOCALES:
        update(each)
