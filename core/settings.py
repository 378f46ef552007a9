"""Every setting of a running installation; the only reader of the environment."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ROUNDS_"
INSECURE_SECRET = "change-me-change-me-change-me-32"  # noqa: S105 - refused in production below


class DatabaseSettings(BaseModel):
    """PostgreSQL, 15 or newer. Without a URL `rounds up` starts its own."""

    url: SecretStr | None = Field(
        None, description="The role the system works as: no owner, no BYPASSRLS."
    )
    owner_url: SecretStr | None = Field(
        None, description="The role that owns the tables; migrations only."
    )
    pool_size: int = Field(5, description="Connections kept open by one process.")
    connect_timeout_s: int = Field(
        3, description="How long to wait for the server before saying 503."
    )


class StorageSettings(BaseModel):
    """The photo store: any S3 server. Without a URL `rounds up` starts its own."""

    url: str | None = Field(None, description="Such as http://127.0.0.1:9000; https turns TLS on.")
    public_url: str | None = Field(
        None, description="The same server as phones reach it, for links."
    )
    access_key: str = Field("rounds", description="The S3 access key.")
    secret_key: SecretStr = Field(SecretStr(INSECURE_SECRET), description="The S3 secret key.")
    seal_key: SecretStr = Field(
        SecretStr(INSECURE_SECRET),
        description="Seals originals, 32 characters or more; without it they cannot be opened.",
    )
    bucket: str = Field("rounds", description="The bucket that holds photos and overlays.")
    region: str = Field("us-east-1", description="The S3 region, part of every signature.")
    link_minutes: int = Field(15, description="How long an upload or download link works.")


class QueueSettings(BaseModel):
    """The broker: Redis or Valkey. Without a URL `rounds up` starts its own."""

    url: SecretStr | None = Field(None, description="Such as redis://:secret@127.0.0.1:6379/0.")
    visibility_timeout_s: int = Field(
        45, description="When an unacknowledged task is offered again."
    )
    time_limit_s: int = Field(30, description="A task is killed after this long.")
    lease_s: int = Field(35, description="A delivery not done by then is sent again.")


class AuthSettings(BaseModel):
    """Signing in."""

    secret: SecretStr = Field(
        SecretStr(INSECURE_SECRET), description="Signs tokens; 32 characters or more."
    )
    access_minutes: int = Field(15, description="How long an access token works.")
    refresh_days: int = Field(
        60, description="How long a phone may stay away and still be signed in."
    )


class WebSettings(BaseModel):
    """The HTTP door."""

    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, description="The port to listen on.")
    public_url: str | None = Field(None, description="How browsers reach this system; for links.")


class VisionSettings(BaseModel):
    """The eyes."""

    weights_dir: Path = Field(Path("deploy/weights"), description="The folder with manifest.json.")
    own_models_dir: Path = Field(
        Path("var/models"), description="The folder of models added by `rounds vision add-model`."
    )
    threads: int = Field(1, description="Inference threads of one worker process.")
    currency: str = Field(
        "", description="Of price labels, such as CNY: they are read. Without it they are not."
    )
    vocabulary: Path | None = Field(
        None, description="A file of classes of findings, laid over the shipped vocabulary."
    )


class Settings(BaseSettings):
    """All settings, from `ROUNDS_GROUP__NAME` in the environment or in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_file=".env", frozen=True, extra="forbid"
    )

    environment: str = Field("development", description="`production` refuses default secrets.")
    data_dir: Path = Field(Path("var"), description="Where the embedded servers keep their files.")
    database: DatabaseSettings = DatabaseSettings()
    storage: StorageSettings = StorageSettings()
    queue: QueueSettings = QueueSettings()
    auth: AuthSettings = AuthSettings()
    web: WebSettings = WebSettings()
    vision: VisionSettings = VisionSettings()

    @model_validator(mode="after")
    def _refuse_default_secrets(self) -> Self:
        secrets = (self.auth.secret, self.storage.secret_key, self.storage.seal_key)
        if self.environment == "production" and any(
            secret.get_secret_value() == INSECURE_SECRET for secret in secrets
        ):
            msg = (
                "production needs its own ROUNDS_AUTH__SECRET, ROUNDS_STORAGE__SECRET_KEY and "
                "ROUNDS_STORAGE__SEAL_KEY"
            )
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _refuse_unknown_names(self) -> Self:
        # pydantic-settings reports unknown names only for `.env`; a typo in the real environment
        # would otherwise pass in silence.
        known = set(setting_names())
        unknown = sorted(
            name
            for name in os.environ  # noqa: TID251 - the one reader of the environment
            if name.startswith(PREFIX) and name not in known
        )
        if unknown:
            msg = f"unknown settings in the environment: {', '.join(unknown)}"
            raise ValueError(msg)
        return self


def setting_names() -> Iterator[str]:
    """Yield the environment name of every setting."""
    for name, field in Settings.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, BaseModel):
            yield from (f"{PREFIX}{name}__{inner}".upper() for inner in group.model_fields)
        else:
            yield f"{PREFIX}{name}".upper()


@cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
