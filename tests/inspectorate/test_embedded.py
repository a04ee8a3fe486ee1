"""The embedded servers, with real processes that come, go and are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from inspectorate.embedded.places import SOCKET_PATH_LIMIT
from tests.inspectorate.holders import ROOT, Holder, eventually, everything, keepers, servers, sql

pytestmark = pytest.mark.kills


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data directory of the test's own; nothing of it may run at the end."""
    directory = tmp_path / "data"
    yield directory
    Holder.kill_all()
    assert eventually(lambda: not everything(directory))


def kill(processes: Sequence[psutil.Process]) -> None:
    assert processes
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # gone with its keeper
            process.kill()
    psutil.wait_procs(processes, timeout=10)


def test_the_first_holder_starts_the_server_and_the_last_leaves_nothing_behind(data: Path) -> None:
    holder = Holder(data)
    sockets = holder.read()
    assert sql(sockets, "SELECT 1") == "1"
    assert holder.end() == ""
    assert everything(data) == []
    assert not Path(sockets).exists()


def test_two_holders_share_one_server_until_the_second_has_left(data: Path) -> None:
    first, second = Holder(data), Holder(data)
    sockets = first.read()
    assert second.read() == sockets
    assert len(servers(data)) == len(keepers(data)) == 1
    first.end()
    assert sql(sockets, "SELECT 1") == "1"
    second.end()
    assert everything(data) == []


def test_many_that_start_at_once_get_one_server(data: Path) -> None:
    holders = [Holder(data) for _ in range(5)]
    assert len({holder.read() for holder in holders}) == 1
    assert len(servers(data)) == 1
    for holder in holders:
        holder.end()


def test_a_holder_that_is_killed_lets_go(data: Path) -> None:
    holder = Holder(data)
    holder.read()
    holder.kill()
    assert eventually(lambda: not everything(data))


def test_a_forked_child_keeps_the_server_when_its_parent_is_killed(data: Path) -> None:
    holder = Holder(data)
    sockets = holder.read()
    child = int(holder.ask("(lambda pid: pid or __import__('time').sleep(300))(__import__('os').fork())"))
    holder.process.kill()
    holder.process.wait()
    assert sql(sockets, "SELECT 1") == "1"
    os.kill(child, signal.SIGKILL)
    assert eventually(lambda: not everything(data))
    holder.process.communicate()


def test_ctrl_c_reaches_the_holder_but_not_the_server(data: Path) -> None:
    first, second = Holder(data), Holder(data)
    sockets = first.read()
    second.read()
    os.killpg(first.process.pid, signal.SIGINT)
    assert "KeyboardInterrupt" in first.end()
    assert sql(sockets, "SELECT 1") == "1"
    second.end()


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_a_server_that_is_killed_while_held_comes_back_with_its_data(data: Path, service: str) -> None:
    holder = Holder(data, service)
    address = holder.read()
    kill(servers(data, service))
    assert eventually(lambda: servers(data, service))
    assert holder.ask(f"embedded.{service}()") == address
    holder.end()


def test_committed_rows_survive_the_death_of_the_server(data: Path) -> None:
    holder = Holder(data)
    sql(holder.read(), "CREATE TABLE kept AS SELECT 7 AS seven")
    kill(servers(data))
    assert eventually(lambda: servers(data))
    assert sql(holder.ask("embedded.postgres()"), "SELECT seven FROM kept") == "7"
    holder.end()


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_the_server_dies_with_its_keeper_and_the_next_start_recovers(data: Path, service: str) -> None:
    holder = Holder(data, service)
    address = holder.read()
    running = servers(data, service)
    kill(keepers(data))
    assert psutil.wait_procs(running, timeout=10)[1] == []
    assert holder.ask(f"embedded.{service}()") == address
    holder.end()


def test_everything_killed_at_once_is_recovered(data: Path) -> None:
    holder = Holder(data)
    sql(holder.read(), "CREATE TABLE kept AS SELECT 7 AS seven")
    doomed = [psutil.Process(holder.process.pid), *everything(data)]
    kill(doomed)
    holder.process.communicate()
    again = Holder(data)
    assert sql(again.read(), "SELECT seven FROM kept") == "7"
    again.end()


def test_a_pid_file_whose_number_belongs_to_another_process_is_no_obstacle(data: Path) -> None:
    holder = Holder(data)
    holder.read()
    holder.end()
    pid_file = data / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{data / 'postgres'}\n1\n5432\n/tmp\n\n  1 1\nready\n")
    os.chown(pid_file, (data / "postgres").stat().st_uid, -1)
    again = Holder(data)
    assert sql(again.read(), "SELECT 1") == "1"
    again.end()


def test_stale_sockets_locks_and_answers_are_no_obstacle(data: Path) -> None:
    holder = Holder(data)
    sockets = Path(holder.read())
    holder.end()
    sockets.mkdir(mode=0o700)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (sockets / name).write_text(f"{os.getpid()}\n")
    (data / "run" / "postgres.ready").write_text('{"address": "/nowhere"}')
    again = Holder(data)
    assert again.read() == str(sockets)
    again.end()


def test_a_socket_directory_that_somebody_else_can_enter_is_not_used(data: Path) -> None:
    holder = Holder(data)
    sockets = Path(holder.read())
    holder.end()
    sockets.mkdir(mode=0o777)
    sockets.chmod(0o777)
    again = Holder(data)
    assert again.read() != str(sockets)
    again.end()
    sockets.rmdir()


def test_a_set_up_that_was_killed_half_way_is_begun_again(data: Path) -> None:
    (data / "postgres.new" / "base").mkdir(parents=True)
    (data / "postgres").mkdir()
    holder = Holder(data)
    assert sql(holder.read(), "SELECT 1") == "1"
    holder.end()


def test_what_waits_in_redis_is_kept_and_an_unreadable_dump_is_put_aside(data: Path) -> None:
    ask = "__import__('redis').Redis(unix_socket_path=embedded.redis()).{}"
    holder = Holder(data, "redis")
    holder.read()
    holder.ask(ask.format("set('a', 'b')"))
    holder.end()
    again = Holder(data, "redis")
    again.read()
    assert again.ask(ask.format("get('a')")) == "b'b'"
    again.end()
    (data / "redis" / "dump.rdb").write_bytes(b"REDIS0009 no longer")
    third = Holder(data, "redis")
    third.read()
    assert third.ask(ask.format("get('a')")) == "None"
    third.end()
    assert (data / "redis" / "dump.unreadable").exists()


def test_spaces_and_a_path_longer_than_any_socket_may_have(tmp_path: Path) -> None:
    deep = tmp_path / "a path with spaces" / ("very long " * 20).strip() / "data"
    assert len(str(deep)) > 2 * SOCKET_PATH_LIMIT
    holder = Holder(deep)
    sockets = holder.read()
    assert len(f"{sockets}/.s.PGSQL.5432.lock") <= SOCKET_PATH_LIMIT
    assert sql(sockets, "SELECT 1") == "1"
    holder.end()
    assert everything(deep) == []


def test_a_place_that_only_its_owner_may_enter_will_do() -> None:
    with tempfile.TemporaryDirectory() as private:
        assert Path(private).stat().st_mode & 0o077 == 0
        holder = Holder(Path(private) / "data")
        assert sql(holder.read(), "SELECT 1") == "1"
        holder.end()


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "file" / "data"), "SECRET_KEY": "given"}
    command = [sys.executable, "manage.py", "showmigrations"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    assert "cannot be written by this user: give another place with DATA_DIR." in run.stderr


def test_a_command_that_needs_no_database_starts_none(tmp_path: Path) -> None:
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data")}
    subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert not (tmp_path / "data" / "postgres").exists()
