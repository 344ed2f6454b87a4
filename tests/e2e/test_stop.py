"""Start and stop as Dana does it."""

import stat

import psutil

from tests.product import running


def at_work(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that have not ended within a second; when the system clears away one that has is its own affair."""
    _gone, left = psutil.wait_procs(processes, timeout=1)
    return [process for process in left if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def test_ctrl_c_ends_every_process_within_ten_seconds_and_the_next_start_keeps_the_data(tmp_path):
    folder = tmp_path / "data"
    with running(folder) as product:
        assert stat.S_IMODE((folder / "demo.json").stat().st_mode) == 0o600
        first = product.demo
        family = psutil.Process(product.process.pid).children(recursive=True)
        assert len(family) > 5
        assert product.stop(10) == 0
        assert not at_work(family)
    with running(folder) as again:
        assert [person["password"] for person in again.demo["people"]] == [
            p["password"] for p in first["people"]
        ]
        again.session("learner")


def test_a_part_that_falls_is_reported_and_started_again(product):
    web = next(
        p for p in psutil.Process(product.process.pid).children() if "lms.asgi:application" in p.cmdline()
    )
    answering = web.children()
    web.kill()
    web.wait(5)
    product.wait_until_said("web ended (killed by SIGKILL)")
    product.wait_until_ready()
    assert product.session("learner").get("/").status_code == 200
    assert not at_work(answering), "what it had started would share its port with the new one"
