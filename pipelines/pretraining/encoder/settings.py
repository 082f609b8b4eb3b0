"""Every number of the recipe in one place."""
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Settings:
    seed: int = 20261122
    # data
    image_size: int = 48  # pixels, square; the whole picture is squashed into it
    unseen_names: int = 160  # emoji whose names, keywords and pictures are kept back
    unseen_style: str = "twemoji"  # never trained on, for any emoji
    scenes: int = 9000  # pictures that the recipe draws
    unseen_scenes: int = 600  # more of them, kept back
    # tokenizer
    vocabulary: int = 14000
    max_tokens: int = 256  # what the text tower accepts; training cuts at train_tokens
    train_tokens: int = 44
    caption_tokens: int = 20
    # towers
    width: int = 256  # token width, and the width of the shared space
    layers: int = 1
    heads: int = 4
    channels: tuple = (64, 128, 256)
    blocks: tuple = (1, 1, 1)
    # training
    text_steps: int = 150  # text-text only, before the pictures
    steps: int = 4000  # text-image, every fourth with text-text besides
    minutes: float = 45  # training ends here at the latest; the learning rate follows whichever of steps and minutes is further along
    emoji_names: int = 40  # a step: names, each in two styles
    cifar_images: int = 96
    scene_images: int = 56
    shape_images: int = 16
    text_pairs: int = 80
    learning_rate: float = 2e-3
    token_learning_rate: float = 5e-4  # the token table starts from co-occurrence, so it moves slower
    weight_decay: float = 0.05
    warmup: int = 100
    meet: int = 8  # processes average their weights every so many steps (local SGD, Stich 2019)
    average: float = 0.99  # decay of the weight average that is exported, every fifth step

    def to_json(self):
        return asdict(self)
