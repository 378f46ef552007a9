"""The `rounds` command: what it offers, what it loads, and how settings reach its children."""

import subprocess
import sys

from pydantic import SecretStr
from typer.testing import CliRunner

from deploy.cli import app
from deploy.environment import from_environment, from_values, to_environment

HEAVY = {"celery", "cv2", "fastapi", "numpy", "openvino", "sqlalchemy", "torch", "uvicorn"}


def test_every_command_explains_itself():
    commands = [
        *app.registered_commands,
        *app.registered_groups[0].typer_instance.registered_commands,
    ]
    assert {command.callback.__name__ for command in commands} >= {
        "up", "api", "worker", "relay", "beat", "migrate", "seed", "smoke",
        "detect", "shelf", "evaluate", "train", "bench",
    }  # fmt: skip
    assert all(command.callback.__doc__ for command in commands)


def test_help_loads_nothing_heavy():
    script = "import deploy.cli, sys; print(*{name.split('.')[0] for name in sys.modules})"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert not HEAVY & set(said.stdout.split())


def test_smoke_fails_plainly_when_nobody_answers():
    result = CliRunner().invoke(app, ["smoke", "--url", "http://127.0.0.1:9"])
    assert result.exit_code == 1
    assert "no answer" in result.output


def test_settings_survive_the_way_through_the_environment():
    settings = from_values(
        {
            "data_dir": "/srv/rounds/var",
            "database": {"url": "postgresql://a:b@127.0.0.1/x", "pool_size": 7},
            "auth": {"secret": "s" * 40},
            "storage": {"seal_key": "k" * 40},
            "web": {"public_url": "https://rounds.example"},
            "vision": {
                "weights_dir": "/srv/rounds/weights",
                "own_models_dir": "/srv/rounds/models",
            },
        }
    )
    environment = to_environment(settings)

    assert environment["ROUNDS_DATABASE__POOL_SIZE"] == "7"
    assert environment["ROUNDS_AUTH__SECRET"] == "s" * 40
    assert environment["ROUNDS_STORAGE__SEAL_KEY"] == "k" * 40
    assert "ROUNDS_STORAGE__URL" not in environment  # not set, and so left out
    assert from_environment(environment) == settings
    assert settings.database.url == SecretStr("postgresql://a:b@127.0.0.1/x")
