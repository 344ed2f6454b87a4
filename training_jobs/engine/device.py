"""How the machine is set up for one run: threads, seed, precision."""

import os
import platform
import random
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Chosen = Literal["fp32", "bf16"]
Computing = Literal["fp32", "autocast", "bf16"]
Kernel = Literal["sdpa", "math", "eager"]


@dataclass(frozen=True)
class Setting:
    """How a run computes.

    `precision`: "fp32"; "autocast", bf16 products of fp32 weights; "bf16", frozen weights kept as bf16 while what is
    trained stays fp32. `attention`: torch's fused kernel, its plain one, or the model's own products.
    """

    precision: Computing = "fp32"
    attention: Kernel = "sdpa"

    @property
    def family(self) -> Chosen:
        return "fp32" if self.precision == "fp32" else "bf16"


def wait_politely() -> None:
    """Let idle threads sleep rather than spin; call it before torch is imported.

    On a machine with other work a spinning thread holds the core that its partner needs: a step took ten
    times as long.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def prepare(seed: int) -> None:
    """Make the run repeatable; it computes on OMP_NUM_THREADS threads, else on every core it may use."""
    import torch

    wanted = os.environ.get("OMP_NUM_THREADS", "")
    torch.set_num_threads(int(wanted) if wanted.isdigit() and int(wanted) else cores())
    random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True, warn_only=True)
    # Filling every new tensor with NaN finds mistakes, not randomness, and took a tenth of a step.
    torch.utils.deterministic.fill_uninitialized_memory = False


def device() -> str:
    """A GPU when there is one."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def available_devices() -> int | None:
    """How many GPUs there are; None without any, where as many processes as one likes share the cores."""
    import torch

    return {"cuda": torch.cuda.device_count(), "mps": 1}.get(device())


def use_device(number: int) -> None:
    """Compute on this one of several GPUs from now on."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.set_device(number)


def name_of(on: str) -> str:
    """What measurements are valid for: the hardware's own name."""
    import torch

    if on == "cuda":
        return str(torch.cuda.get_device_name())
    if on == "mps":
        return f"Apple {platform.machine()}"
    return _processor() or platform.machine()


def synchronise(on: str) -> None:
    """Wait until all that was asked of the device is done."""
    import torch

    if on != "cpu":
        getattr(torch, on).synchronize()


def empty_cache(on: str) -> None:
    """Give memory that is held for later back to the device."""
    import torch

    if on != "cpu":
        getattr(torch, on).empty_cache()


def put(tensor: Any, on: str) -> Any:
    """The tensor on the device; towards a GPU it goes through pinned memory, so nobody waits for the copy."""
    if tensor is None or on == "cpu":
        return tensor
    if on == "cuda":
        return tensor.pin_memory().to(on, non_blocking=True)
    return tensor.to(on)


def chosen_precision(asked: str, on: str) -> Chosen:
    """What "auto" means here: bf16 where the processor multiplies it natively, fp32 elsewhere."""
    if asked == "bf16":
        return "bf16"
    return "bf16" if asked == "auto" and multiplies_bf16(on) else "fp32"


def computing(setting: Setting, on: str) -> AbstractContextManager[Any]:
    """A context in which a forward pass computes as the setting says."""
    import torch

    inside = ExitStack()
    if setting.precision == "autocast":
        inside.enter_context(torch.autocast(on, dtype=torch.bfloat16))
    if setting.attention == "math":
        inside.enter_context(torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH))
    return inside


def multiplies_bf16(on: str) -> bool:
    """Whether products of bf16 numbers are this device's own, rather than emulated."""
    import torch

    if on != "cpu":
        return on == "cuda" and bool(torch.cuda.is_bf16_supported())
    checks = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
    return any(getattr(torch.cpu, check, lambda: False)() for check in checks)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
