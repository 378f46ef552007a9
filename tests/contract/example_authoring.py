"""The act of the examples' story in which a checklist is written, published and assigned."""

import hashlib

from checklists.sheets.workbooks import Sheet, write_workbook
from tests.contract.example_chain import Player, to_id, words
from tests.fixtures.submissions import to_jpeg

FORM = {
    "code": "cold-chain",
    "name": words("冷链收货", "Cold-chain receiving"),
    "sections": [
        {
            "code": "truck",
            "title": words("车厢", "The truck"),
            "questions": [
                {
                    "code": "truck-temp",
                    "kind": "temperature",
                    "prompt": words("车厢温度", "Temperature inside"),
                    "limits": {"maximum": 4},
                }
            ],
        }
    ],
}
SEAL = {"code": "seal", "kind": "yes_no", "prompt": {"zh-CN": "铅封完好？"}}


def author(player: Player) -> None:
    """Write a checklist, publish it twice, and say who fills it."""
    player.tokens["zhou.wei"] = player.sign_in("zhou.wei")
    draft = _write(player)
    versions = [_publish(player, draft)]
    draft = _save(player, draft, [*_asked(), SEAL])
    versions.append(_publish(player, draft))
    _read_versions(player, versions)
    _say_why_and_who(player, versions[-1])


def _asked() -> list[dict]:
    return list(FORM["sections"][0]["questions"])


def _form(questions: list[dict]) -> dict:
    return {**FORM, "sections": [{**FORM["sections"][0], "questions": questions}]}


def _write(player: Player) -> dict:
    by, path = "fang.min", "/v1/drafts"
    content = to_jpeg(160, 120, seed=12)
    sha256 = hashlib.sha256(content).hexdigest()
    to = f"/v1/form-pictures/{sha256}/content"
    player.play("put_form_picture", "How it should look", "PUT", to, by=by, content=content)
    body = {"form": {"code": "cold-chain", "name": FORM["name"]}}
    player.play("begin_draft", "Not your role", "POST", path, by="li.na", body=body, status=403)
    draft = player.play("begin_draft", "Not finished", "POST", path, by=by, body=body)
    player.play("list_drafts", "What is being written", "GET", path, by=by)
    body = {"revision": 1}
    to = f"{path}/{draft['id']}/publish"
    player.play("publish_draft", "Every fault at once", "POST", to, by=by, body=body, status=422)
    saved = _save(player, draft, _asked())
    body = {"revision": 1, "form": FORM | {"tags": ["cold"]}}
    to, name = f"{path}/{draft['id']}", "save_draft"
    player.play(name, "Somebody was first", "PUT", to, by="zhou.wei", body=body, status=409)
    player.play("read_draft", "Theirs", "GET", to, by="zhou.wei")
    player.play("merge_draft", "Both as one", "POST", f"{to}/merge", by="zhou.wei", body=body)
    return saved


def _save(player: Player, draft: dict, questions: list[dict]) -> dict:
    body = {"revision": draft["revision"], "form": _form(questions)}
    path = f"/v1/drafts/{draft['id']}"
    return player.play("save_draft", "The next revision", "PUT", path, by="fang.min", body=body)


def _publish(player: Player, draft: dict) -> dict:
    body = {"revision": draft["revision"], "note": "用于所有门店 / for all stores"}
    path = f"/v1/drafts/{draft['id']}/publish"
    told = player.play("publish_draft", "Live", "POST", path, by="fang.min", body=body)
    return {**told, "draft_id": draft["id"]}


def _read_versions(player: Player, versions: list[dict]) -> None:
    by, path = "li.na", "/v1/checklists/cold-chain/versions"
    player.play("list_checklist_versions", "Every version", "GET", path, by=by)
    path = f"/v1/checklist-versions/{versions[-1]['id']}"
    player.play("read_form", "As one document", "GET", f"{path}/form", by=by)
    player.play("read_diff", "What is new", "GET", f"{path}/diff", by=by)
    path = f"/v1/drafts/{versions[-1]['draft_id']}"
    name = "discard_draft"
    player.play(name, "No longer needed", "DELETE", path, by="fang.min", status=204)
    player.play("read_form_schema", "What a form is", "GET", "/v1/form-schema", by=by)


def _say_why_and_who(player: Player, version: dict) -> None:
    by, path = "fang.min", "/v1/visit-kinds"
    body = {"name": words("夜间检查", "Night visit"), "weight": 1.5}
    player.play("set_visit_kind", "A kind of your own", "PUT", f"{path}/night", by=by, body=body)
    player.play("list_visit_kinds", "Why people look", "GET", path, by="li.na")
    path = f"/v1/assignments/{to_id('assignment')}"
    wish = {
        "checklist_id": version["checklist_id"],
        "region_id": to_id("east"),
        "role": "store_manager",
        "every": "day",
        "starts_on": "2026-11-01",
    }
    name = "set_assignment"
    player.play(name, "Every day, in the east", "PUT", path, by=by, body=wish)
    cook = wish | {"role": "cook"}
    player.play(name, "No such role", "PUT", path, by=by, body=cook, status=422)
    player.play("list_assignments", "Who fills what", "GET", "/v1/assignments", by=by)
    to = "/v1/visits-due?state=due&state=overdue"
    player.play("list_visits_due", "What is still to do", "GET", to, by="li.na")
    player.play("remove_assignment", "Everybody's again", "DELETE", path, by=by, status=204)


def bring(player: Player) -> None:
    """Bring a list typed in Excel: tried with its faults, refused, and taken with what is noted."""
    by, path, operation = "fang.min", "/v1/drafts/import", "import_checklist"
    asked = ["序号", "检查区域", "检查内容", "分值", "检查结果"]
    first = [1.0, "收银区", "台面整洁", "10分"]
    wrong = [asked, first, [2.0, None, "小票齐全", "很多"]]
    right = [asked, first, [2.0, None, "小票齐全", "5分"], ["合计", None, None, "15分"]]
    play, to = player.play, f"{path}?name=Front desk"
    bad, good = (write_workbook([Sheet("巡检", rows)]) for rows in (wrong, right))
    tried = f"{to}&dry_run=true"
    play(operation, "Tried: every fault by its cell", "POST", tried, by=by, content=bad)
    play(operation, "Tried: what is left out", "POST", tried, by=by, content=good)
    play(operation, "Refused as a whole", "POST", to, by=by, content=bad, status=422)
    play(operation, "Not your role", "POST", to, by="li.na", content=good, status=403)
    play(operation, "A draft of it", "POST", to, by=by, content=good)
