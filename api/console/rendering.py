"""From a template to an answer: the Jinja environment and the headers every page carries."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.console import checklist_labels, labels
from api.console.assets import asset_url
from api.console.language import Language, language
from api.console.pictures import picture_url
from api.console.sparkline import sparkline
from api.console.visits import Visit
from core.words import LOCALES
from findings.vocabulary import vocabulary

_HEADERS = {
    # No script but our own where a page asks for it, no frame, nothing from elsewhere, no style
    # attribute either.
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make browsers hide the origin of our own forms from us.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@cache
def _environment(code: str) -> Environment:
    """Return the templates of one language: translations are part of the environment."""
    spoken = language(code)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(  # type: ignore[attr-defined] # by the extension
        spoken.texts, newstyle=True
    )
    environment.globals.update(
        asset_url=asset_url, sparkline=sparkline, language=spoken, locales=LOCALES
    )
    vocabularies = {**labels.VOCABULARIES, **checklist_labels.VOCABULARIES}
    environment.filters.update(
        {name: labels.translator(spoken, words) for name, words in vocabularies.items()}
    )
    environment.filters["finding_kind"] = lambda code: vocabulary().name(code, spoken.code)
    environment.filters["class_of"] = lambda code: vocabulary().of(code)
    environment.filters["note"] = labels.noter(spoken)
    return environment


def render(
    visit: Visit,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    script: str | None = None,
) -> Response:
    """Answer with a page for a person who is signed in; a page with a script of ours names it."""

    def picture(key: str) -> str:
        return picture_url(visit.settings, key, visit.now)

    currency = visit.settings.vision.currency
    own = {"actor": visit.actor, "now": visit.now, "picture": picture, "currency": currency}
    full = {**own, "script": script, **context}
    page = render_for(visit.request, visit.language, template, full, status=status)
    if script is not None:
        page.headers["Content-Security-Policy"] += "; script-src 'self'; connect-src 'self'"
    return page


def render_for(
    request: Request,
    language: Language,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> Response:
    """Answer with a page for whoever asks."""
    page = _environment(language.code).get_template(template)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    text = page.render({"actor": None, "here": here, **context})
    return HTMLResponse(text, status, headers={**_HEADERS, "Content-Language": language.code})
