"""The act of the examples' story in which a store's year becomes a letter, and what may take it."""

from datetime import timedelta

from core.clock import now
from tests.contract.example_chain import Player, to_id, words

STORE = f"/v1/stores/{to_id('store')}"
TASKS = (("hands", "洗手", "Hands washed"), ("bins", "垃圾桶加盖", "Bins closed"))
FORM = {
    "code": "food-safety",
    "name": words("食品安全检查", "Food safety"),
    "sections": [
        {
            "code": "kitchen",
            "title": words("后厨", "Kitchen"),
            "questions": [
                {"code": code, "kind": "yes_no", "prompt": words(chinese, english)}
                for code, chinese, english in TASKS
            ],
        }
    ],
    "scoring": {
        "scale": 10,
        "decimals": 1,
        "bands": [
            {"code": code, "label": words(chinese, english), "at_least_pct": least}
            for code, chinese, english, least in (
                ("excellent", "优秀", "Excellent", 90),
                ("good", "良好", "Good", 75),
                ("fair", "一般", "Fair", 60),
            )
        ],
        "critical": [
            {
                "code": "two-key-items",
                "effect": "no_grade",
                "questions": [code for code, _, _ in TASKS],
                "at_least": 2,
            }
        ],
    },
}


def grade_year(player: Player) -> None:
    """Inspect a kitchen two days ago, write down its licence and an accident, and read the year."""
    player.tokens["chen.jing"] = player.sign_in("chen.jing")
    _inspect(player, _publish(player))
    by, path = "fang.min", f"{STORE}/licence"
    body, name = {"licensed_on": "2021-05-06"}, "set_licence"
    player.play(name, "Not your role", "PUT", path, by="li.na", body=body, status=403)
    slip = {"licensed_on": "1921-05-06"}
    player.play(name, "A slip of the finger", "PUT", path, by=by, body=slip, status=422)
    player.play(name, "Since when", "PUT", path, by=by, body=body)
    path = f"{STORE}/accidents/{to_id('accident')}"
    body = {"happened_on": "2024-11-05", "note": "三位顾客腹痛 / three guests fell ill"}
    player.play("report_accident", "What happened", "PUT", path, by=by, body=body)
    body = {"reason": "与本店无关 / it was not this store"}
    name = "withdraw_accident"
    player.play(name, "It was none", "PUT", f"{path}/withdrawal", by=by, body=body)
    player.play("read_grades", "A year in one letter", "GET", f"{STORE}/grades", by="li.na")


def _publish(player: Player) -> str:
    """Publish a checklist with bands beside the story, and return the id of its version."""
    headers, to = player.headers("fang.min"), "/v1/drafts"
    draft = player.client.post(to, headers=headers, json={"form": FORM}).json()
    body = {"revision": draft["revision"], "note": ""}
    told = player.client.post(f"{to}/{draft['id']}/publish", headers=headers, json=body)
    return told.json()["id"]


def _inspect(player: Player, version_id: str) -> None:
    finished_at = (now() - timedelta(days=2)).isoformat()
    body = {
        "store_id": to_id("store"),
        "checklist_version_id": version_id,
        "kind": "routine",
        "started_at": finished_at,
        "finished_at": finished_at,
        "answers": [{"question": code, "value": True} for code, _, _ in TASKS],
    }
    path = f"/v1/inspections/{to_id('yearly')}"
    answer = player.client.put(path, headers=player.headers("chen.jing"), json=body)
    assert answer.status_code == 201, answer.text
    player.work()
