"""Writes down where a base model's attention heads look in one sentence: `python -m training_jobs.engine.attention`.

The file lies beside an attention widget in a course folder, so that no web process needs the model.
"""

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training_jobs.contract.catalogue import BASE_MODELS
from training_jobs.engine.models import ModelMissing, model_digest, model_folder

MOST_TOKENS = 24
DIGITS = 3


class TooLong(ValueError):
    def __init__(self, tokens: int) -> None:
        super().__init__(f"The text is {tokens} tokens long; a widget shows at most {MOST_TOKENS}.")
        self.tokens = tokens


def measure(models_dir: Path, key: str, text: str, heads: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Tokens of `text` and, for each (layer, head) from 1, the weights [looking token][token looked at].

    A row is the softmax of q·k / sqrt(d) (Vaswani et al. 2017, arXiv 1706.03762, eq. 1), as the model computed it in
    fp32, rounded. Raises ModelMissing, and ValueError for what the model has not or a page cannot show.
    """
    folder = model_folder(models_dir, key)
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    # Only the plain kernel keeps the weights.
    model = AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    asked = tokenizer(text, return_tensors="pt")
    ids: list[int] = asked["input_ids"][0].tolist()
    if len(ids) > MOST_TOKENS:
        raise TooLong(len(ids))
    is_byte_level = model.config.model_type != "bert"
    layers, width = model.config.num_hidden_layers, model.config.num_attention_heads
    for layer, head in heads:
        if not (1 <= layer <= layers and 1 <= head <= width):
            told = f"layers 1 to {layers} of {width} heads each"
            raise ValueError(f"{key} has {told}; there is no {layer}/{head}.")
    with torch.inference_mode():
        seen = model(**asked, output_attentions=True).attentions
    return {
        "model": key,
        "sha256": model_digest(models_dir, key),
        "text": text,
        "tokens": [_shown(tokenizer, token, is_byte_level=is_byte_level) for token in ids],
        "heads": [
            {"layer": layer, "head": head, "weights": _rounded(seen[layer - 1][0, head - 1].tolist())}
            for layer, head in heads
        ],
    }


def as_yaml(measured: dict[str, Any]) -> str:
    """A row to a line; JSON is YAML, and nothing in it needs more."""
    told = {
        name: json.dumps(value, ensure_ascii=False) for name, value in measured.items() if name != "heads"
    }
    lines = ["# Written by manage.py widgets attention. Weights: a row for each token, of what it looks at."]
    lines += [f"{name}: {value}" for name, value in told.items()]
    lines.append("heads:")
    for head in measured["heads"]:
        lines += [f"  - layer: {head['layer']}", f"    head: {head['head']}", "    weights:"]
        lines += [f"      - {json.dumps(row)}" for row in head["weights"]]
    return "\n".join(lines) + "\n"


def _rounded(weights: list[list[float]]) -> list[list[float]]:
    return [[round(weight, DIGITS) for weight in row] for row in weights]


def _shown(tokenizer: Any, token: int, *, is_byte_level: bool) -> str:
    """WordPiece as it stands (##creen); byte-level pieces as the text they are, spaces visible."""
    return str(
        tokenizer.decode([token]).replace(" ", "␣")
        if is_byte_level
        else tokenizer.convert_ids_to_tokens(token)
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training_jobs.engine.attention", description=measure.__doc__
    )
    parser.add_argument("--models", type=Path, required=True, help="the models folder")
    parser.add_argument("--model", choices=sorted(BASE_MODELS), required=True)
    parser.add_argument("--text", required=True)
    parser.add_argument("--layer", type=int, action="append", required=True)
    parser.add_argument("--head", type=int, action="append", required=True)
    parser.add_argument("--into", type=Path, required=True, help="the file to write")
    asked = parser.parse_args()
    if len(asked.layer) != len(asked.head):
        parser.error("give as many --layer as --head: each pair is one head to show")
    try:
        pairs = list(zip(asked.layer, asked.head, strict=True))
        measured = measure(asked.models, asked.model, asked.text, pairs)
        asked.into.write_text(as_yaml(measured), encoding="utf-8")
    except (ModelMissing, ValueError, OSError) as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
