"""A stand-in for the warm engine host: the same protocol, but each child plays the script in its spec.

Words after its name are the escapes that its probe is said to have found; `--leaks MB` lets it grow with each run.

A script is a list of ["tell", [events]], ["wait", name of a file that will appear], ["half", text], ["exit", code],
["ignore TERM"], ["die", signal], ["kill the host"], ["sleep", seconds].
Everything else (processes, groups, signals, files) is real.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

CHILDREN: dict[str, "subprocess.Popen[bytes]"] = {}
SAYING = threading.Lock()


def say(**message: object) -> None:
    with SAYING:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def serve() -> None:
    words = sys.argv[1:]
    leaks = int(words.pop(words.index("--leaks") + 1)) if "--leaks" in words else 0
    escapes = [word for word in words if not word.startswith("-")]
    say(ready=True, rss_mb=100, seal={"layers": {"files": not escapes}, "escapes": escapes})
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            command = [sys.executable, __file__, *asked["argv"]]
            child = CHILDREN[asked["start"]] = subprocess.Popen(command, start_new_session=True)
            say(started=asked["start"], pid=child.pid)
            threading.Thread(target=watch, args=(asked["start"], child, leaks), daemon=True).start()
        elif asked["kill"] in CHILDREN:
            os.killpg(CHILDREN[asked["kill"]].pid, getattr(signal, f"SIG{asked['signal']}"))
    for child in CHILDREN.values():
        child.kill()


def watch(key: str, child: "subprocess.Popen[bytes]", leaks: int) -> None:
    code = child.wait()
    how = {"exit": code if code >= 0 else None, "signal": -code if code < 0 else None}
    say(ended=key, **how, rss_mb=100 + leaks * len(CHILDREN))


def play(spec: Path, out: Path) -> None:
    host = os.getppid()
    script = json.loads(spec.read_text())["script"]
    signal.signal(signal.SIGTERM, lambda *_args: close(out, "interrupted", 11))
    signal.signal(signal.SIGUSR1, lambda *_args: close(out, "stopped", 5))
    with (out / "events.jsonl").open("a") as file:
        for act, *about in script:
            if act == "tell":
                file.writelines(json.dumps(event) + "\n" for event in about[0])
                file.flush()
            elif act == "half":
                file.write(about[0])
                file.flush()
            elif act == "wait":
                while not Path(about[0]).exists():
                    if os.getppid() != host:
                        sys.exit("the host is gone")
                    time.sleep(0.01)
            elif act == "sleep":
                time.sleep(about[0])
            elif act == "ignore TERM":
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
            elif act == "exit":
                sys.exit(about[0])
            elif act == "die":
                os.kill(os.getpid(), about[0])
            elif act == "kill the host":
                os.kill(os.getppid(), signal.SIGKILL)


def close(out: Path, state: str, code: int) -> None:
    closing = {"n": 900, "kind": "state", "data": {"state": state, "code": state}, "at": time.time()}
    with (out / "events.jsonl").open("a") as file:
        file.write(json.dumps(closing) + "\n")
    os._exit(code)


if __name__ == "__main__":
    if "--out" not in sys.argv:
        serve()
    else:
        play(Path(sys.argv[1]), Path(sys.argv[sys.argv.index("--out") + 1]))
