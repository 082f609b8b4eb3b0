"""What is said about a picture: names, keywords, colours, in English and Chinese, in changing words."""

CIFAR_NAMES = {
    "airplane": ["airplane", "airplane", "plane", "aeroplane", "aircraft", "飞机"], "automobile": ["automobile", "automobile", "car", "汽车"],
    "bird": ["bird", "bird", "鸟"], "cat": ["cat", "cat", "猫"], "deer": ["deer", "deer", "鹿"], "dog": ["dog", "dog", "狗"],
    "frog": ["frog", "frog", "toad", "青蛙"], "horse": ["horse", "horse", "马"], "ship": ["ship", "ship", "boat", "vessel", "船"],
    "truck": ["truck", "truck", "lorry", "卡车"]}
PHOTO = ["a photo of a {}", "a photo of a {}", "photo of a {}", "a photo of the {}", "a small photo of a {}", "{}", "a blurry photo of a {}", "a picture of a {}", "photograph of a {}"]
DRAWING = ["{}", "{}", "{}", "an emoji of {}", "a drawing of {}", "a picture of {}", "{} emoji", "{} icon", "an illustration of {}", "a cartoon of a {}"]
PLAIN = ["{}", "{}", "a picture of a {}", "a drawing of a {}", "an image of a {}", "the picture of the {}", "find the picture of a {}"]
SIDED = {"left", "right", "clockwise", "counterclockwise", "anticlockwise"}


def fixed_words():
    yield from (t.replace("{}", "") for t in PHOTO + DRAWING + PLAIN)
    for names in CIFAR_NAMES.values():
        yield from names
    yield from ("shape colour circle rectangle triangle photo painting sketch cartoon art person people guitar elephant giraffe house",)


def chinese(text):
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def fill(templates, name, rng):
    return name if chinese(name) else rng.choice(templates).format(name)


def of_cifar(kind, rng):
    return fill(PHOTO, rng.choice(CIFAR_NAMES[kind]), rng)


def of_emoji(emoji, rng):
    """Half the time the bare name in a template, else with or as keywords, or Chinese."""
    roll = rng.random()
    if roll < 0.45:
        return fill(DRAWING, emoji.name, rng)
    if roll < 0.60:
        return emoji.chinese
    words = rng.sample(emoji.keywords, min(len(emoji.keywords), rng.randint(1, 5)))
    if roll < 0.85:
        return ", ".join([emoji.name] + words)
    return ", ".join(words + [emoji.subgroup.replace("-", " ")] * (rng.random() < 0.4))


def of_scene(names, details, rng):
    name = fill(PLAIN, rng.choice(names), rng)
    picked = rng.sample(details, min(len(details), rng.randint(0, 2)))
    return ", ".join([name] + picked) if rng.random() < 0.7 else " ".join([name] + [f"with {p}" for p in picked[:1]])


def of_shape(colour, shape, rng):
    return rng.choice(["a {} {}", "{} {}", "a picture of a {} {}", "there is a {} {} in the image", "the shape is a {} {}"]).format(colour, shape)


def is_sided(emoji):
    """Names that a mirror would make wrong."""
    return bool(SIDED & set(f"{emoji.name} {' '.join(emoji.keywords)}".lower().replace("-", " ").split())) or emoji.group == "Symbols"
