"""The acts of the story that the contract's examples tell, in their order."""

import hashlib
import json

from core.clock import now
from tests.contract.example_authoring import author, bring
from tests.contract.example_chain import PASSWORD, Player, to_id
from tests.contract.example_grading import grade_year
from tests.fixtures.planned import azure_sheet, correction, heading, planogram, product, slot
from tests.fixtures.submissions import fix_promise, promise, to_jpeg

INSPECTION, PHOTO, FIX = to_id("inspection"), to_id("photo"), to_id("fix")


def tell_story(player: Player, content: bytes) -> None:
    """Play every act."""
    sign_in_both(player)
    read_what_is_asked(player)
    submit(player, content)
    send_photo(player, content)
    fix(player)
    teach(player)
    plan(player)
    correct(player)
    look_back(player)
    draw(player)
    govern(player)
    judge_classes(player)
    draw_well(player)
    explain(player)
    author(player)
    grade_year(player)
    bring(player)


def to_submission(content: bytes) -> dict:
    return {
        "store_id": to_id("store"),
        "checklist_version_id": to_id("version"),
        "kind": "routine",
        "started_at": now().isoformat(),
        "finished_at": now().isoformat(),
        "device": "Pixel 9",
        "answers": [
            {"question": "floor-clean", "value": False, "note": "水渍 / wet"},
            {"question": "fridge-temp", "value": 3.5},
            {"question": "drinks", "photos": [promise(content, id=PHOTO)]},
        ],
    }


def sign_in_both(player: Player) -> None:
    body = {"tenant": player.code, "login": "li.na", "password": PASSWORD, "device": "Pixel 9"}
    session = player.play("sign_in", "Sign in", "POST", "/v1/session", body=body)
    body = {"refresh_token": session["refresh_token"]}
    session = player.play(
        "refresh", "A new pair of tokens", "POST", "/v1/session/refresh", body=body
    )
    player.tokens["li.na"] = session["access_token"]
    wrong = {"tenant": player.code, "login": "chen.jing", "password": "guess"}
    player.play("sign_in", "A wrong password", "POST", "/v1/session", body=wrong, status=401)
    right = wrong | {"password": PASSWORD}
    session = player.play("sign_in", "Without a device", "POST", "/v1/session", body=right)
    player.tokens["chen.jing"] = session["access_token"]
    player.tokens["fang.min"] = player.sign_in("fang.min")


def read_what_is_asked(player: Player) -> None:
    by = "chen.jing"
    player.play("me", "Who am I, and what do I need offline?", "GET", "/v1/me", by=by)
    player.play("me", "Not signed in", "GET", "/v1/me", status=401)
    player.play("list_stores", "My stores", "GET", "/v1/stores", by=by)
    player.play("list_checklists", "What is asked", "GET", "/v1/checklists", by=by)
    path = f"/v1/checklist-versions/{to_id('version')}"
    player.play("read_checklist_version", "An old version", "GET", path, by=by)


def submit(player: Player, content: bytes) -> None:
    by, path = "chen.jing", f"/v1/inspections/{INSPECTION}"
    body, name = to_submission(content), "submit_inspection"
    missing = body | {"answers": body["answers"][1:]}
    player.play(name, "An answer is missing", "PUT", path, by=by, body=missing, status=422)
    player.play(name, "A filled checklist", "PUT", path, by=by, body=body, status=201)
    player.play(name, "The same again", "PUT", path, by=by, body=body)
    other = body | {"device": "another phone"}
    player.play(name, "Another body under the id", "PUT", path, by=by, body=other, status=409)
    player.play("read_inspection", "What is missing?", "GET", path, by=by)


def send_photo(player: Player, content: bytes) -> None:
    by, path = "chen.jing", f"/v1/photos/{PHOTO}"
    early = f"{path}/uploaded"
    player.play("confirm_photo_upload", "Too early", "POST", early, by=by, status=409)
    player.play("renew_photo_link", "A fresh link", "POST", f"{path}/link", by=by)
    name, to = "put_photo_content", f"{path}/content"
    player.play(name, "Damaged", "PUT", to, by=by, content=content[:-9], status=422)
    player.play(name, "The bytes", "PUT", to, by=by, content=content)
    player.work()
    player.play("read_photo", "What was seen", "GET", path, by=by)
    path = f"/v1/inspections/{INSPECTION}"
    player.play("read_inspection", "From score to ticket", "GET", path, by=by)


def fix(player: Player) -> None:
    by = "li.na"
    page = player.play("list_tickets", "My tickets", "GET", "/v1/tickets?mine=true", by=by)
    ticket = next(item for item in page["items"] if item["kind"] == "answer_failed")
    path = f"/v1/tickets/{ticket['id']}"
    player.play("read_ticket", "One fault's story", "GET", path, by=by)
    body = {"id": to_id("comment"), "note": "马上处理"}
    player.play("comment_ticket", "A comment", "POST", f"{path}/comments", by=by, body=body)
    body = {"owner_id": to_id("li.na")}
    player.play("assign_ticket", "Who owns it", "POST", f"{path}/owner", by="chen.jing", body=body)
    moves, name = f"{path}/moves", "move_ticket"
    body = {"id": to_id("move-1"), "to": "closed"}
    player.play(name, "Not from here", "POST", moves, by=by, body=body, status=409)
    body = {"id": to_id("move-2"), "to": "acknowledged", "seen_state": "open"}
    player.play(name, "I am on it", "POST", moves, by=by, body=body)
    content = to_jpeg(640, 480, seed=3)
    photo = f"{path}/photos/{FIX}"
    player.play(
        "announce_fix_photo", "The photo of the fix", "PUT", photo, by=by, body=fix_promise(content)
    )
    to = f"/v1/photos/{FIX}/content"
    player.play("put_photo_content", "Its bytes", "PUT", to, by=by, content=content)
    body = {"id": to_id("move-3"), "to": "submitted", "note": "已清洁", "photo_id": FIX}
    player.play(name, "Fixed, with proof", "POST", moves, by=by, body=body)
    body = {"id": to_id("move-4"), "to": "verified"}
    player.play(name, "Not your own fix", "POST", moves, by=by, body=body, status=403)
    player.play(name, "Seen by another", "POST", moves, by="chen.jing", body=body)
    body = {"id": to_id("move-5"), "to": "closed"}
    player.play(name, "Closed", "POST", moves, by="chen.jing", body=body)
    player.work()


def teach(player: Player) -> None:
    """Say what is sold, and what it looks like."""
    by = "fang.min"
    body = {"items": [product(), product("tea", name={"zh-CN": "绿茶", "en": "Green tea"})]}
    put = "put_products"
    player.play(put, "Products", "POST", "/v1/products", by=by, body=body)
    lonely = {"items": [product(substitutes=["milk"])]}
    player.play(put, "No such substitute", "POST", "/v1/products", by=by, body=lonely, status=422)
    picture = to_jpeg(120, 200, seed=9)
    path = f"/v1/products/cola/pictures?sha256={hashlib.sha256(picture).hexdigest()}"
    name = "add_product_picture"
    player.play(name, "A picture of it", "POST", path, by=by, content=picture, status=201)
    told = player.play(name, "The same again", "POST", path, by=by, content=picture)
    player.work()
    player.play("read_product", "Do the eyes know it?", "GET", "/v1/products/cola", by=by)
    path = f"/v1/products/cola/pictures/{told['id']}"
    player.play("retire_product_picture", "Forget a picture", "DELETE", path, by=by)
    player.play("list_products", "What is sold", "GET", "/v1/products?limit=1", by="chen.jing")


def plan(player: Player) -> None:
    """Say what stands where, in our own words and in Azure's."""
    by, path, body = "fang.min", "/v1/planograms", planogram()
    wrong = planogram(slot(), slot("0-01", left_mm=30.0))
    player.play("try_planogram", "A dry run", "POST", f"{path}/dry-run", by=by, body=wrong)
    name = "publish_planogram"
    player.play(name, "What belongs where", "POST", path, by=by, body=body, status=201)
    player.play(name, "The same again", "POST", path, by=by, body=body)
    player.play(name, "Positions overlap", "POST", path, by=by, body=wrong, status=422)
    player.play(name, "Not your role", "POST", path, by="li.na", body=body, status=403)
    query = "&".join(f"{key}={value}" for key, value in heading(name_zh="Drinks").items())
    sheet = json.dumps(azure_sheet()).encode()
    to, name = f"{path}/import/dry-run?{query}", "try_planogram_import"
    player.play(name, "Azure's JSON, tried", "POST", to, by=by, content=sheet)
    told = player.play(
        "import_planogram", "Azure's JSON", "POST", f"{path}/import?{query}", by=by,
        content=sheet, status=201,
    )  # fmt: skip
    player.play("read_planogram", "One version", "GET", f"{path}/{told['id']}", by="li.na")


def correct(player: Player) -> None:
    """Tell the eyes which product it was."""
    by, path = "chen.jing", f"/v1/photos/{PHOTO}/corrections"
    body = correction(id=to_id("correction"), note="换了新包装 / new packaging")
    player.play("correct_photo", "It is this product", "POST", path, by=by, body=body)
    off = correction(id=to_id("correction-2"), slot="9-99")
    player.play("correct_photo", "No such place", "POST", path, by=by, body=off, status=422)
    player.work()


def look_back(player: Player) -> None:
    by = "chen.jing"
    player.play("list_findings", "What waits for a word", "GET", "/v1/findings", by=by)
    gap = player.client.get(f"/v1/photos/{PHOTO}", headers=player.headers(by)).json()
    path = f"/v1/findings/{gap['findings'][0]['id']}/review"
    body = {"result": "no_fault", "note": "促销牌 / a promo sign"}
    player.play("review_finding", "The eyes are wrong", "POST", path, by=by, body=body)
    player.work()
    player.play("list_scorecards", "Worst first", "GET", "/v1/scorecards", by=by)
    path = f"/v1/scorecards/{to_id('store')}"
    player.play("read_scorecard", "Why this score", "GET", path, by=by)
    player.play("sign_out", "Sign out", "DELETE", "/v1/session", by=by, status=204)


def draw(player: Player) -> None:
    """Say what a place looks like when all is well."""
    by, path = "fang.min", f"/v1/places/{to_id('shelf')}/view"
    player.play("read_place_view", "Nobody drew it yet", "GET", path, by=by, status=404)
    corners = [[0.1, 0.2], [1.4, 0.2], [0.4, 0.9]]
    name = {"zh-CN": "消防通道", "en": "Emergency exit"}
    area = {"code": "exit", "name": name, "corners": corners}
    body = {"photo_id": PHOTO, "areas": [area], "is_fixed": False}
    player.play("set_place_view", "It leaves the photo", "PUT", path, by=by, body=body, status=422)


def govern(player: Player) -> None:
    """Say what is kept of people; what was judged before is gone."""
    by, path = "zhou.wei", "/v1/privacy"
    player.tokens[by] = player.sign_in(by)
    player.play("read_privacy", "Nothing is kept so far", "GET", path, by=by)
    body = {"keep_originals_days": 7}
    player.play("write_privacy", "Keep for a week", "PUT", path, by=by, body=body)
    player.play("write_privacy", "Not your role", "PUT", path, by="li.na", body=body, status=403)
    original = f"/v1/photos/{PHOTO}/original"
    why = f"{original}?reason=A+guest+complained"
    player.play("read_original", "None is kept", "GET", why, by=by, status=404)
    player.play("list_original_accesses", "Who looked", "GET", f"{original}-accesses", by=by)


def judge_classes(player: Player) -> None:
    by, path = "zhou.wei", "/v1/finding-classes"
    player.play("list_finding_classes", "What burns", "GET", f"{path}?group=fire", by="li.na")
    body = {"zone": "wash_up", "is_on": False}
    path = f"{path}/no_mask"
    player.play("set_class_rule", "Nobody needs one there", "PUT", path, by=by, body=body)
    player.play("set_class_rule", "Not your role", "PUT", path, by="li.na", body=body, status=403)
    body = {"mode": "auto_action"}
    path = "/v1/finding-classes/fire"
    player.play("set_class_rule", "A person first", "PUT", path, by=by, body=body, status=422)


def draw_well(player: Player) -> None:
    """Say again what a place looks like, this time on the photo."""
    by, path = "fang.min", f"/v1/places/{to_id('shelf')}/view"
    name = {"zh-CN": "消防通道", "en": "Emergency exit"}
    corners = [[0.1, 0.2], [0.4, 0.2], [0.4, 0.9], [0.1, 0.9]]
    area = {"code": "exit", "name": name, "corners": corners}
    body = {"photo_id": PHOTO, "areas": [area], "is_fixed": False}
    player.play("set_place_view", "The exit stays clear", "PUT", path, by=by, body=body)
    player.play("read_place_view", "Its view", "GET", path, by="li.na")


def explain(player: Player) -> None:
    """Redo a score, and see what it would be under another version."""
    path = f"/v1/inspections/{INSPECTION}/explain"
    player.play("explain_inspection", "Sum by sum", "GET", path, by="li.na")
    path = f"/v1/checklist-versions/{to_id('version')}/what-if"
    player.play("what_if_version", "Under this version", "GET", path, by="fang.min")
