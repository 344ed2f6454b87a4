"""The bytes of a safetensors file, tensor by tensor: saving needs no second copy of a model in memory."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from training_jobs.engine.durable import Chunk

_KINDS = {
    "torch.float64": "F64",
    "torch.float32": "F32",
    "torch.float16": "F16",
    "torch.bfloat16": "BF16",
    "torch.int64": "I64",
    "torch.uint8": "U8",
}


def safetensors_chunks(tensors: Mapping[str, Any]) -> Iterator[Chunk]:
    """First the header, then each tensor's bytes, as huggingface/safetensors lays them out ("Format" in its README).

    Wide kinds come first, so that every tensor starts at a multiple of its item size; raises KeyError for a kind
    that no run has.
    """
    import torch

    ordered = sorted(tensors.items(), key=lambda pair: (-pair[1].element_size(), pair[0]))
    header: dict[str, Any] = {}
    at = 0
    for name, tensor in ordered:
        end = at + tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": _KINDS[str(tensor.dtype)],
            "shape": [*tensor.shape],
            "data_offsets": [at, end],
        }
        at = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    yield len(text).to_bytes(8, "little") + text
    for _name, tensor in ordered:
        flat = tensor.detach().to("cpu").contiguous().reshape(-1)
        yield memoryview(flat.view(torch.uint8).numpy())
