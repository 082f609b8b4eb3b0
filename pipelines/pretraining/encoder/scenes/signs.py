"""Signs, plates, flags and badges."""
import math


def outdoors(c):
    c.paper(c.jitter((200, 220, 230), 25))
    if c.rng.random() < 0.7:
        c.poly([(0, 0.8), (1, c.rng.uniform(0.72, 0.82)), (1, 1), (0, 1)], c.jitter((150, 170, 120), 35))


def finger_post(c):
    outdoors(c)
    c.rect(0.46, 0.08, 0.52, 0.97, c.jitter((115, 85, 55), 25))
    name, board = c.color("beige", "white", "green", "brown", "yellow", "blue")
    pen = (30, 30, 30) if sum(board) > 360 else (250, 250, 250)
    n = c.rng.randint(1, 5)
    for i in range(n):
        y, h, left = 0.1 + i * 0.72 / max(n, 3), 0.11, c.rng.random() < 0.5
        a, b = (0.12, 0.72) if left else (0.28, 0.88)
        tip = (a - 0.06, y + h / 2) if left else (b + 0.06, y + h / 2)
        c.poly([(a, y), tip, (a, y + h), (b, y + h), (b, y)] if left else [(a, y), (b, y), tip, (b, y + h), (a, y + h)], board, (70, 55, 40))
        c.text(a + 0.06, y + h / 2, f"{c.words(1, 2)} {c.rng.randint(1, 9)}.{c.rng.randint(0, 9)} km", 0.06, pen)
    return ["signpost", "direction sign", "fingerpost with arrows", "wooden sign at a crossroads", "trail sign", "which way to walk", "路标"], \
        [f"{name} boards on a post", "distances in kilometres", "pointing left and right", "hiking paths", "arrows to several places"]


def warning(c):
    outdoors(c)
    c.poly([(0.5, 0.08), (0.9, 0.78), (0.1, 0.78)], c.color("red", "black")[1])
    c.poly([(0.5, 0.19), (0.8, 0.72), (0.2, 0.72)], c.color("yellow", "white")[1])
    c.text(0.5, 0.52, "!", 0.4, (20, 20, 20), "mm")
    return ["warning sign", "danger sign", "caution triangle", "警告标志"], ["triangle with exclamation mark", "watch out"]


def round_sign(c):
    outdoors(c)
    c.rect(0.48, 0.5, 0.52, 1, c.jitter((120, 122, 125)))
    if c.rng.random() < 0.5:
        c.oval(0.5, 0.42, 0.36, fill=c.color("red")[1])
        c.oval(0.5, 0.42, 0.27, fill=(250, 250, 250))
        if c.rng.random() < 0.5:
            c.line([c.around(0.5, 0.42, 0.3, 2.4), c.around(0.5, 0.42, 0.3, -0.74)], COLOR_RED, 0.06)
            return ["prohibition sign", "forbidden sign", "not allowed", "禁止标志"], ["red ring with a bar", "traffic sign"]
        c.text(0.5, 0.42, str(c.rng.choice([30, 50, 60, 80, 100])), 0.26, (20, 20, 20), "mm")
        return ["speed limit sign", "traffic sign with a number", "限速标志"], ["red ring", "round road sign"]
    c.oval(0.5, 0.42, 0.36, fill=c.color("blue")[1])
    c.arrow((0.5, 0.62), (0.5, 0.22), (255, 255, 255), 0.05)
    return ["blue mandatory sign", "round blue traffic sign"], ["white arrow", "go straight on"]


COLOR_RED = (200, 40, 40)


def stop(c):
    outdoors(c)
    c.rect(0.48, 0.5, 0.52, 1, c.jitter((120, 122, 125)))
    c.poly([c.around(0.5, 0.42, 0.36, math.pi / 8 + i * math.pi / 4) for i in range(8)], c.jitter(COLOR_RED))
    c.text(0.5, 0.42, "STOP", 0.2, (255, 255, 255), "mm")
    return ["stop sign", "red octagon", "停车标志"], ["road sign", "eight corners"]


def plaque(c):
    c.paper(c.jitter(c.rng.choice([(140, 145, 150), (120, 90, 75), (170, 165, 155)]), 20))
    name, metal = c.rng.choice([("brass", (200, 165, 85)), ("bronze", (150, 110, 65)), ("steel", (185, 190, 195)), ("marble", (230, 228, 224)), ("brass", (210, 175, 95))])
    metal, dark = c.jitter(metal, 12), tuple(v // 3 for v in metal)
    c.rect(0.07, 0.1, 0.93, 0.9, metal, dark, 0.02, 0.05)
    if c.rng.random() < 0.6:
        c.rect(0.11, 0.15, 0.89, 0.85, None, dark, 0.008, 0.03)
    n = c.rng.randint(3, 6)
    for i in range(n):
        c.text(0.5, 0.27 + i * 0.5 / n, c.words(1, 3).upper(), 0.085 if i else 0.11, dark, "mm")
    for x, y in ((0.12, 0.16), (0.88, 0.16), (0.12, 0.84), (0.88, 0.84)):
        c.oval(x, y, 0.022, fill=tuple(min(255, v + 35) for v in metal), outline=dark, width=0.006)
    return [f"{name} plaque", "metal plaque on a wall", "memorial plate", "commemorative plaque", "inscription on a plate", "engraved plate", "纪念牌"], ["four screws", "engraved capital letters", "in memory of the founding"]


def flags(c):
    outdoors(c) if c.rng.random() < 0.5 else c.paper()
    n = c.rng.randint(1, 4)
    names = []
    across = c.rng.random() < 0.5
    for i in range(n):
        name, fill = c.color("red", "yellow", "green", "blue", "orange", "white", "black")
        names.append(name)
        x, y = (0.08 + i * 0.9 / n, 0.15) if across else (0.08, 0.18 + i * 0.78 / n)
        h = 0.7 if across else 0.62 / n
        w = 0.7 / n if across else 0.2
        c.line([(x, y - 0.02), (x, y + h)], width=0.02)
        f = min(0.24, h * 0.62)
        c.poly([(x, y), (x + w, y + 0.01), (x + w * 0.86, y + f / 2), (x + w, y + f), (x, y + f)], fill, (60, 60, 60))
        if not across:
            c.text(x + 0.28, y + f / 2, c.words(2, 4), 0.06)
    word = "flag" if n == 1 else "flags"
    return [f"{' and '.join(dict.fromkeys(names))} {word}", f"signal {word}", f"{word} on a pole" if n == 1 else "flags on poles", f"{word} with their meaning", "旗帜"], ["warning of wind and weather", "coloured cloth"]


def badge(c):
    c.paper()
    name, fill = c.color("blue", "green", "red", "black", "purple", "dark green", "orange")
    c.oval(0.5, 0.5, 0.46, fill=fill, outline=c.color("yellow", "white", "gray")[1], width=0.025)
    light = c.jitter((248, 246, 236), 8)
    kind = c.rng.randrange(4)
    if kind == 0:
        c.poly([c.around(0.5, 0.4, 0.2 if i % 2 == 0 else 0.09, math.pi / 2 + i * math.pi / 5) for i in range(10)], light)
    elif kind == 1:
        c.poly([(0.3, 0.5), (0.45, 0.26), (0.52, 0.38), (0.58, 0.3), (0.7, 0.5)], light)
    elif kind == 2:
        c.poly([(0.24, 0.36), (0.38, 0.28), (0.5, 0.36), (0.62, 0.28), (0.76, 0.36), (0.62, 0.36), (0.5, 0.46), (0.38, 0.36)], light)
    else:
        c.rect(0.44, 0.25, 0.56, 0.52, light)
        c.poly([(0.4, 0.25), (0.5, 0.15), (0.6, 0.25)], c.any())
    for i in range(c.rng.randint(1, 3)):
        c.text(0.5, 0.62 + i * 0.09, c.words(1, 2).upper(), 0.075, light, "mm")
    return ["badge", "round emblem", "logo in a circle", "crest", "club badge", "coat of arms", "seal of an organisation", "徽章"], [f"{name} disc with lettering", "star" if kind == 0 else "mountain" if kind == 1 else "bird" if kind == 2 else "tower"]


def shop(c):
    c.paper(c.jitter((170, 150, 130), 40))
    name, fill = c.color()
    c.rect(0.06, 0.22, 0.94, 0.72, fill, (40, 40, 40), 0.015, 0.04)
    c.text(0.5, 0.47, c.words(1, 1).upper(), 0.22, (250, 250, 250) if sum(fill) < 400 else (30, 30, 30), "mm")
    return ["shop sign", "name board", "big word on a board", "lettering", "招牌"], [f"{name} board", "large letters"]


def exit_sign(c):
    c.paper(c.jitter((60, 64, 66), 25))
    c.rect(0.08, 0.25, 0.92, 0.75, c.color("green")[1], (255, 255, 255), 0.012)
    c.arrow((0.55, 0.5), (0.85, 0.5), (255, 255, 255), 0.05)
    c.text(0.12, 0.5, "EXIT", 0.17, (255, 255, 255))
    return ["exit sign", "emergency exit", "escape route sign", "出口标志"], ["green with white arrow", "way out"]


DRAW = [finger_post, finger_post, warning, round_sign, stop, plaque, plaque, flags, flags, badge, badge, shop, exit_sign]
