"""`python -m tests.with_servers COMMAND…`: run a command with a database and a broker of its own."""

import subprocess
import sys

import tests.servers  # noqa: F401 - starts them and names them in the environment

if __name__ == "__main__":
    raise SystemExit(subprocess.run(sys.argv[1:], check=False).returncode)
