"""Problems as pages: what went wrong, in the person's language, and the way back."""

from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.console.language import choose
from api.console.problem_texts import text_of
from api.console.rendering import render_for
from core.errors import Problem, Unauthenticated

LOGIN = "/console/login"


def to_page(request: Request, problem: Problem) -> Response:
    """Answer a console request that ended in a problem; who is not signed in gets to sign in."""
    if isinstance(problem, Unauthenticated):
        return RedirectResponse(_login_then_back(request), status_code=303)
    language = choose(request)
    context = {
        "title": language.texts.pgettext(*text_of(problem.code, problem.status)),
        "problem": problem,
        "back": came_from(request),
    }
    return render_for(request, language, "problem.html", context, status=problem.status)


def came_from(request: Request) -> str:
    """Return the page of ours the person came from, or the first one."""
    parts = urlsplit(request.headers.get("referer", ""))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    is_ours = parts.netloc == request.headers.get("host")
    return safe_path(path) if is_ours else "/console"


def safe_path(path: str) -> str:
    """Return a path if it is one of the console's own pages, else the console's first page.

    Example:
        >>> safe_path("/console/tickets?tab=mine"), safe_path("//evil.example/console")
        ('/console/tickets?tab=mine', '/console')
    """
    is_ours = path == "/console" or path.startswith(("/console/", "/console?"))
    has_tricks = "\\" in path or any(ord(letter) < ord(" ") for letter in path)
    return path if is_ours and not has_tricks and not path.startswith(LOGIN) else "/console"


def _login_then_back(request: Request) -> str:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = safe_path(wanted) if request.method == "GET" else came_from(request)
    return LOGIN if wanted == "/console" else f"{LOGIN}?next={quote(wanted, safe='')}"
