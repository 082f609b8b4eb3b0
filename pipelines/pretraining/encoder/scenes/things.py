"""Single objects, animals and shapes."""
import math


def ball(c):
    c.paper()
    name, fill = c.color()
    c.oval(0.5, 0.5, c.rng.uniform(0.2, 0.42), fill=fill)
    return [f"{name} ball", f"{name} circle", "ball", "round shape", "圆形"], ["one object"]


def shapes(c):
    c.paper()
    seen = []
    for _ in range(c.rng.randint(1, 4)):
        name, fill = c.color()
        kind = c.rng.choice(["circle", "square", "triangle", "star", "cross"])
        x, y, r = c.rng.uniform(0.2, 0.8), c.rng.uniform(0.2, 0.8), c.rng.uniform(0.1, 0.22)
        if kind == "circle":
            c.oval(x, y, r, fill=fill)
        elif kind == "square":
            c.rect(x - r, y - r, x + r, y + r, fill)
        elif kind == "triangle":
            c.poly([c.around(x, y, r, math.pi / 2 + i * 2.094) for i in range(3)], fill)
        elif kind == "star":
            c.poly([c.around(x, y, r if i % 2 == 0 else r * 0.4, math.pi / 2 + i * math.pi / 5) for i in range(10)], fill)
        else:
            c.rect(x - r, y - r / 3, x + r, y + r / 3, fill)
            c.rect(x - r / 3, y - r, x + r / 3, y + r, fill)
        seen.append(f"{name} {kind}")
    return [" and ".join(seen), "coloured shapes" if len(seen) > 1 else seen[0]], ["geometric figures"]


def mug(c):
    c.paper()
    name, fill = c.color()
    c.oval(0.68, 0.52, 0.14, outline=fill, width=0.04)
    c.rect(0.28, 0.3, 0.68, 0.78, fill, radius=0.05)
    for i in range(3):
        c.line([(0.38 + i * 0.1, 0.25), (0.4 + i * 0.1, 0.2), (0.38 + i * 0.1, 0.14)], (170, 172, 176), 0.012)
    return ["mug", "cup", "cup of coffee", f"{name} cup", "杯子"], ["hot drink", "with a handle"]


def bottle(c):
    c.paper()
    name, fill = c.color("green", "brown", "blue", "red", "white")
    c.rect(0.36, 0.38, 0.64, 0.94, fill, (60, 60, 60), 0.008, 0.05)
    c.rect(0.45, 0.08, 0.55, 0.42, fill)
    c.rect(0.38, 0.55, 0.62, 0.75, (248, 246, 236))
    return [f"{name} bottle", "bottle", "bottle with a label", "瓶子"], ["glass"]


def book(c):
    c.paper()
    name, fill = c.color()
    c.rect(0.24, 0.12, 0.76, 0.9, fill, (50, 50, 50), 0.01, 0.02)
    c.rect(0.24, 0.12, 0.3, 0.9, tuple(v * 2 // 3 for v in fill))
    c.text(0.53, 0.3, c.words(1, 1).upper(), 0.1, (250, 248, 240), "mm")
    return ["book", f"{name} book", "book cover", "书"], ["closed book"]


def chair(c):
    c.paper()
    name, fill = c.color("brown", "red", "black", "blue", "gray")
    c.rect(0.28, 0.1, 0.34, 0.95, fill)
    c.rect(0.28, 0.1, 0.36, 0.55, fill)
    c.rect(0.28, 0.5, 0.7, 0.58, fill)
    c.rect(0.64, 0.5, 0.7, 0.95, fill)
    return ["chair", f"{name} chair", "seat", "椅子"], ["furniture"]


def desk(c):
    c.paper()
    name, fill = c.color("brown", "beige", "gray", "black")
    c.rect(0.1, 0.38, 0.9, 0.46, fill)
    for x in (0.15, 0.79):
        c.rect(x, 0.46, x + 0.06, 0.92, fill)
    return ["table", "desk", "wooden table", "桌子"], ["furniture", "four legs"]


def lamp(c):
    c.paper()
    name, fill = c.color("yellow", "red", "green", "blue")
    c.poly([(0.38, 0.12), (0.62, 0.12), (0.76, 0.45), (0.24, 0.45)], fill)
    c.rect(0.48, 0.45, 0.52, 0.85, c.ink)
    c.rect(0.34, 0.85, 0.66, 0.9, c.ink)
    return ["lamp", "table lamp", f"{name} lamp", "台灯"], ["light"]


def key(c):
    c.paper()
    name, fill = c.color("yellow", "gray", "brown")
    c.oval(0.28, 0.5, 0.16, outline=fill, width=0.06)
    c.rect(0.4, 0.46, 0.9, 0.54, fill)
    for x in (0.72, 0.82):
        c.rect(x, 0.54, x + 0.05, 0.66, fill)
    return ["key", "door key", "钥匙"], ["opening a lock"]


def umbrella(c):
    c.paper()
    name, fill = c.color()
    c.pie(0.5, 0.5, 0.4, 180, 360, fill)
    c.rect(0.49, 0.5, 0.51, 0.9, c.ink)
    return ["umbrella", f"{name} umbrella", "雨伞"], ["against the rain"]


def ladder(c):
    c.paper()
    _, fill = c.color("brown", "gray", "orange")
    for x in (0.36, 0.64):
        c.rect(x - 0.02, 0.05, x + 0.02, 0.95, fill)
    for i in range(7):
        c.rect(0.36, 0.12 + i * 0.12, 0.64, 0.15 + i * 0.12, fill)
    return ["ladder", "梯子"], ["rungs"]


def crate(c):
    c.paper()
    c.rect(0.18, 0.25, 0.82, 0.88, c.jitter((196, 152, 100)), (100, 70, 40), 0.02)
    for i in range(3):
        c.line([(0.18, 0.4 + i * 0.16), (0.82, 0.4 + i * 0.16)], (110, 78, 45), 0.012)
    return ["box", "crate", "wooden box", "parcel", "箱子"], ["for transport"]


def flower(c):
    c.paper()
    name, fill = c.color("red", "yellow", "pink", "purple", "blue", "white")
    c.rect(0.485, 0.4, 0.515, 0.95, (60, 130, 60))
    n = c.rng.randint(5, 8)
    for i in range(n):
        c.oval(*c.around(0.5, 0.36, 0.16, 2 * math.pi * i / n), 0.1, fill=fill, outline=(90, 90, 90), width=0.004)
    c.oval(0.5, 0.36, 0.09, fill=(240, 200, 70))
    return ["flower", f"{name} flower", "blossom", "花"], ["petals and a stem", "plant"]


def fish(c):
    c.paper(c.jitter((190, 220, 235), 25))
    name, fill = c.color()
    x = c.rng.uniform(0.4, 0.55)
    c.oval(x, 0.5, 0.27, 0.18, fill=fill)
    c.poly([(x + 0.22, 0.5), (x + 0.4, 0.34), (x + 0.4, 0.66)], fill)
    c.oval(x - 0.15, 0.46, 0.025, fill=(20, 20, 24))
    return ["fish", f"{name} fish", "鱼"], ["animal in the water"]


def bird(c):
    c.paper(c.jitter((215, 228, 238), 20))
    name, fill = c.color("red", "blue", "black", "yellow", "white", "brown", "gray")
    c.oval(0.48, 0.5, 0.22, 0.16, fill=fill, outline=(60, 60, 60), width=0.006)
    c.oval(0.68, 0.36, 0.1, fill=fill, outline=(60, 60, 60), width=0.006)
    c.poly([(0.76, 0.34), (0.88, 0.37), (0.76, 0.41)], (236, 160, 50))
    c.poly([(0.3, 0.48), (0.1, 0.4), (0.14, 0.56)], fill)
    c.oval(0.7, 0.34, 0.016, fill=(15, 15, 18))
    for x in (0.44, 0.52):
        c.line([(x, 0.65), (x, 0.8)], (150, 110, 60), 0.012)
    return ["bird", f"{name} bird", "鸟"], ["beak and tail", "animal"]


def tail(c):
    c.paper(c.jitter((215, 228, 234), 20))
    dark = c.jitter((55, 66, 74), 18)
    x, y, r = 0.5, c.rng.uniform(0.4, 0.55), c.rng.uniform(0.28, 0.4)
    c.poly([(x, y), (x - r * 0.45, y - 0.2), (x - r, y - 0.12), (x - r * 0.8, y - 0.26), (x - r * 0.3, y - 0.3), (x, y - 0.17),
            (x + r * 0.3, y - 0.3), (x + r * 0.8, y - 0.26), (x + r, y - 0.12), (x + r * 0.45, y - 0.2)], dark)
    c.poly([(x - 0.05, y + 0.22), (x, y - 0.1), (x + 0.05, y + 0.22)], dark)
    c.rect(0, y + 0.18, 1, 1, c.jitter((90, 140, 170), 20))
    return ["whale tail", "tail fluke of a whale", "whale diving", "humpback whale fluke", "鲸鱼尾巴"], ["sea mammal", "dark tail"]


def face(c):
    c.paper()
    name, fill = c.color("yellow", "orange", "pink", "brown", "light blue")
    c.oval(0.5, 0.5, 0.4, fill=fill, outline=(70, 60, 50))
    for x in (0.37, 0.63):
        c.oval(x, 0.42, 0.04, fill=(25, 25, 28))
    cx, cy = c.p(0.5, 0.55)
    r, glad = c.s(0.2), c.rng.random() < 0.5
    box = (cx - r, cy - r * 0.7, cx + r, cy + r * 0.9) if glad else (cx - r, cy + r * 0.2, cx + r, cy + r * 1.6)
    c.d.arc(box, *((20, 160) if glad else (200, 340)), (25, 25, 28), max(2, round(c.s(0.025))))
    return (["happy face", "smiling face", "smile", "笑脸"] if glad else ["sad face", "unhappy face", "哭脸"]), [f"{name} face"]


def owl(c):
    c.paper()
    fill = c.jitter(c.rng.choice([(250, 250, 246), (150, 110, 75), (190, 180, 165)]), 12)
    c.oval(0.5, 0.52, 0.27, 0.38, fill=fill, outline=c.ink)
    for x in (0.4, 0.6):
        c.oval(x, 0.36, 0.085, fill=(240, 200, 80), outline=c.ink)
        c.oval(x, 0.36, 0.035, fill=(20, 20, 22))
    c.poly([(0.47, 0.44), (0.53, 0.44), (0.5, 0.53)], (60, 56, 50))
    return ["owl", "drawing of an owl", "猫头鹰"], ["big round eyes", "bird of the night"]


def pattern(c):
    c.paper()
    a, b, n = c.color(), c.color(), c.rng.randint(3, 9)
    stripes = c.rng.random() < 0.5
    for i in range(n):
        if stripes:
            c.rect(0, i / n, 1, (i + 1) / n, (a if i % 2 else b)[1])
        else:
            for j in range(n):
                c.rect(j / n, i / n, (j + 1) / n, (i + 1) / n, (a if (i + j) % 2 else b)[1])
    return [f"{a[0]} and {b[0]} {'stripes' if stripes else 'checks'}", "striped pattern" if stripes else "chess board pattern", "条纹" if stripes else "棋盘"], ["pattern"]


DRAW = [ball, shapes, shapes, mug, bottle, book, chair, desk, lamp, key, umbrella, ladder, crate, flower, fish, bird, tail, face, owl, pattern]
