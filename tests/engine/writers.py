"""A tiny model that writes, with random weights and a word vocabulary, for tests of the generation task."""

from pathlib import Path

from tests.engine.conftest import FILLERS, TOPICS
from training_jobs.engine.models import write_manifest

CHAT = (
    "{% for turn in messages %}<s> {{ turn.role }} {{ turn.content }} </s> {% endfor %}"
    "{% if add_generation_prompt %}<s> assistant {% endif %}"
)


def make_writer(folder: Path) -> None:
    """Put a two-layer Llama with grouped heads, its tokeniser and a manifest into `folder`."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    said = [
        "Answer",
        "with",
        "the",
        "one",
        "label",
        "that",
        "fits",
        "the",
        "message:",
        "system",
        "user",
        "assistant",
    ]
    words = [*TOPICS, *(word for things in TOPICS.values() for word in things), *FILLERS, *said]
    vocabulary = {word: place for place, word in enumerate(["<unk>", "<s>", "</s>", *dict.fromkeys(words)])}
    plain = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    plain.pre_tokenizer = WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, unk_token="<unk>", bos_token="<s>", eos_token="</s>", pad_token="</s>"
    )
    tokenizer.chat_template = CHAT
    torch.manual_seed(3)
    shape = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=128,
        tie_word_embeddings=True,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=2,
        initializer_range=0.2,
    )
    LlamaForCausalLM(shape).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    write_manifest(folder, "tiny==1")
