"""The embedded servers start, keep what they were given, and come back after kill -9."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import psycopg
import pytest
import redis
from minio import Minio
from minio.error import S3Error

from deploy.servers.account import Account, NoAccountError, ordinary_account
from deploy.servers.child import ChildFailedError
from deploy.servers.folder import DataFolder, FolderInUseError, free_port
from deploy.servers.postgres import PostgresServer
from deploy.servers.roles import APP, OWNER, make_database, make_roles
from deploy.servers.seaweed import ACCESS_KEY, SOCKETS, SeaweedServer
from deploy.servers.valkey import ValkeyServer
from tests.fixtures.servers import ROOT

SERVERS = (PostgresServer, ValkeyServer, SeaweedServer)

LAUNCHER = """
import sys, time
from pathlib import Path
from deploy.servers.folder import DataFolder
from deploy.servers.postgres import PostgresServer
from deploy.servers.seaweed import SeaweedServer
from deploy.servers.valkey import ValkeyServer
data = DataFolder(Path(sys.argv[1]))
servers = [make(data, durable=False) for make in (PostgresServer, ValkeyServer, SeaweedServer)]
for server in servers:
    server.launch()
for server in servers:
    server.wait_ready()
print(*[server.pid for server in servers], flush=True)
time.sleep(120)
"""


@pytest.fixture
def data(tmp_path):
    return DataFolder(tmp_path / "var")


@contextlib.contextmanager
def running(*servers):
    try:
        for server in servers:
            server.start()
        yield
    finally:
        for server in servers:
            server.stop()


@contextlib.contextmanager
def launcher(data):
    """A process that runs all three servers, as `rounds up` does, and their process ids."""
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(data.path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        yield process, [int(word) for word in process.stdout.readline().split()]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        seaweed = SeaweedServer(data)
        seaweed.attach()
        seaweed.remove_sockets()


def s3(server):
    return Minio(f"127.0.0.1:{server.port}", ACCESS_KEY, server.secret_key, secure=False)


def write_everywhere(postgres, valkey, seaweed):
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('kept')")
    with redis.Redis.from_url(valkey.url()) as client:
        client.set("word", "kept")
        client.execute_command("WAITAOF", 1, 0, 2000)  # on disk, not only in the log's buffer
    s3(seaweed).make_bucket("kept")
    s3(seaweed).put_object("kept", "word", io.BytesIO(b"kept"), 4)


def read_everywhere(postgres, valkey, seaweed):
    with psycopg.connect(postgres.url()) as connection:
        row = connection.execute("select word from kept").fetchone()
    with redis.Redis.from_url(valkey.url()) as client:
        word = client.get("word")
    answer = s3(seaweed).get_object("kept", "word")
    try:
        return row[0], word.decode(), answer.read().decode()
    finally:
        answer.close()
        answer.release_conn()


def are_gone(pids, within_s=0.0):
    deadline = time.monotonic() + within_s
    while any(is_running(pid) for pid in pids):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.05)
    return True


def is_running(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_servers_keep_data_ports_and_secrets_when_stopped_and_started(data):
    first = [make(data) for make in SERVERS]
    with running(*first):
        write_everywhere(*first)
        ports = [server.port for server in first]
        pids = [server.pid for server in first]
    assert are_gone(pids)

    again = [make(data) for make in SERVERS]
    with running(*again):
        assert [server.port for server in again] == ports
        assert read_everywhere(*again) == ("kept", "kept", "kept")


def test_servers_die_when_their_launcher_is_killed(data):
    with launcher(data) as (process, pids):
        assert len(pids) == 3
        process.kill()
        process.wait()
        assert are_gone(pids, 10)


def test_servers_recover_when_everything_was_killed(data):
    with launcher(data) as (process, pids):
        first = [make(data, durable=False) for make in SERVERS]
        for server in first:
            server.attach()
        write_everywhere(*first)
        for pid in (process.pid, *pids):
            os.kill(pid, signal.SIGKILL)
        process.wait()

    again = [make(data, durable=False) for make in SERVERS]
    with running(*again):
        assert read_everywhere(*again) == ("kept", "kept", "kept")


def test_servers_replace_what_survived_the_launcher(data):
    with launcher(data) as (process, pids):
        for pid in pids:  # a stopped process cannot follow its launcher into death
            os.kill(pid, signal.SIGSTOP)
        process.kill()
        process.wait()
        assert all(is_running(pid) for pid in pids)

        again = [make(data, durable=False) for make in SERVERS]
        with running(*again):
            assert are_gone(pids)


def test_server_takes_another_port_when_its_own_is_taken(data):
    server = ValkeyServer(data)
    with running(server):
        taken = server.port
    other = ValkeyServer(DataFolder(data.path / "other"))
    other.data._write({"valkey": taken})
    with running(other):
        assert other.port == taken
        with running(server):
            assert server.port != taken


def test_start_fails_with_the_last_words_when_a_server_cannot_run(data):
    server = PostgresServer(data)
    with running(server):
        pass
    (server.folder / "cluster" / "pg_hba.conf").unlink()

    with pytest.raises(ChildFailedError, match=r"pg_hba\.conf"):
        server.start()

    server.stop()


def test_nothing_is_left_outside_the_folder_when_stopped(data):
    server = SeaweedServer(data)
    with running(server):
        mine = {str(port) for port in server._ports.values()} | {
            str(server._ports["admin"] + 10_000)
        }
    left = [path.name for path in SOCKETS.glob("seaweedfs-*.sock")]
    assert not [name for name in left if name.removesuffix(".sock").rsplit("-", 1)[1] in mine]


def test_servers_refuse_whoever_has_no_secret(data):
    postgres, valkey, seaweed = servers = [make(data) for make in SERVERS]
    with running(*servers):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(postgres.url(password="wrong"))
        with (
            redis.Redis(port=valkey.port) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()
        stranger = Minio(f"127.0.0.1:{seaweed.port}", "who", "wrong-secret", secure=False)
        with pytest.raises(S3Error, match="InvalidAccessKeyId"):
            stranger.list_buckets()
        s3(seaweed).make_bucket("closed")
        s3(seaweed).put_object("closed", "photo", io.BytesIO(b"face"), 4)
        assert status(f"http://127.0.0.1:{seaweed.port}/closed/photo") == 403
        # The filer serves the same files on a port of its own, around S3's rules.
        filer = f"http://127.0.0.1:{seaweed._ports['filer']}/buckets/closed/photo"
        assert status(filer) == 401


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - a fixed loopback URL
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_secrets_are_readable_by_their_owner_only(data):
    with running(ValkeyServer(data), SeaweedServer(data)):
        for name in (
            "chosen.json",
            "valkey/valkey.conf",
            "seaweed/s3.json",
            "seaweed/security.toml",
        ):
            assert (data.path / name).stat().st_mode & 0o077 == 0, name
    assert data.path.stat().st_mode & 0o077 == 0


def test_roles_own_nothing_and_have_no_way_around_row_security(data):
    server = PostgresServer(data, durable=False)
    with running(server):
        for _ in range(2):  # safe to repeat
            make_roles(server.url(), owner_password="o", app_password="a")
            make_database(server.url(), "rounds")
        with psycopg.connect(server.url("rounds", role=APP, password="a")) as connection:
            powers = connection.execute(
                "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles "
                "where rolname in (%s, %s) order by 1",
                [APP, OWNER],
            ).fetchall()
            assert powers == [(role, False, False, False, False) for role in (APP, OWNER)]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("create table mine (id int)")


def test_root_is_told_what_to_do_where_postgres_finds_no_account(data, monkeypatch):
    monkeypatch.setattr("deploy.servers.account.NAMESPACE", ("no-such-program",))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    data.path.parent.chmod(0o700)  # no other account gets in here

    with pytest.raises(NoAccountError, match="ROUNDS_DATABASE__URL"):
        PostgresServer(data).start()


def test_an_ordinary_person_runs_postgres_as_they_are(data, monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert ordinary_account(data.path, data.path) == Account()


def test_folder_refuses_a_second_launcher(data):
    data.lock()
    second = DataFolder(data.path)
    with pytest.raises(FolderInUseError, match="ROUNDS_DATA_DIR"):
        second.lock()
    data.unlock()
    second.lock()
    second.unlock()


def test_free_port_avoids_what_was_chosen_already():
    port = free_port(besides=set())
    assert free_port(besides={port}) != port
