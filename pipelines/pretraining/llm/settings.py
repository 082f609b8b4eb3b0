"""Every number of the recipe."""
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Shape:
    """A llama model: width is a multiple of 64, the size of a head."""
    layers: int
    width: int
    heads: int
    kv_heads: int
    hidden: int

    def weights(self, vocabulary):
        attention = self.width * self.width * 2 + 2 * self.width * self.kv_heads * (self.width // self.heads)
        return vocabulary * self.width + self.width + self.layers * (attention + 3 * self.width * self.hidden + 2 * self.width)


# About 28 M weights each, which Q8_0 holds in 30 MB.
SHAPES = {
    "deep": Shape(15, 384, 6, 3, 1088),
    "middle": Shape(9, 512, 8, 4, 1280),
    "wide": Shape(7, 576, 9, 3, 1472),
    "small": Shape(8, 256, 4, 2, 704),
    "toy": Shape(2, 64, 1, 1, 128),
}
VOCABULARY = 6144
CONTEXT = 3072
ROPE_BASE = 50_000.0
NORM_EPSILON = 1e-5


@dataclass(frozen=True)
class Settings:
    seed: int = 20261128
    tokens_per_step: int = 98_304
    matrix_rate: float = 0.02
    vector_rate: float = 0.003
    momentum: float = 0.95
    warm: float = 0.015
    """Share of the time in which the rate rises."""
    hold: float = 0.4
    """Share of the time after which the rate falls to nothing."""
    decay: float = 0.02
    context_from: float = 0.2
    """Weight of the loss on context at the start and at the end."""
    context_to: float = 0.02
    eval_dialogues: int = 1_200
    shapes: tuple = field(default=("deep", "middle", "wide"))

    def with_(self, **changes):
        return replace(self, **{k: v for k, v in changes.items() if v is not None})
