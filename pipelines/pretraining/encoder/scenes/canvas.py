"""A small drawing surface in unit coordinates: (0, 0) is the top left, (1, 1) the bottom right."""
import colorsys
import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = sorted(str(p) for folder in ("dejavu", "liberation") for p in Path(f"/usr/share/fonts/truetype/{folder}").glob("*.ttf"))
COLORS = {"red": (205, 50, 45), "orange": (236, 140, 40), "yellow": (242, 208, 60), "green": (70, 150, 75), "blue": (55, 110, 190),
          "purple": (125, 75, 165), "pink": (236, 140, 175), "brown": (125, 85, 55), "gray": (130, 135, 140), "black": (30, 32, 36),
          "white": (248, 248, 246), "light blue": (170, 205, 230), "dark green": (35, 90, 55), "beige": (236, 222, 190)}
WORDS = ("north river lake station open closed total summer winter morning market garden office school report notes city harbour "
         "village energy water food price sales visitors birds trees weight length speed monday friday april october first second "
         "please remember welcome exit entrance library kitchen museum hotel street avenue platform service result value level").split()
_fonts = {}


def font(path, size):
    return _fonts.setdefault((path, size), ImageFont.truetype(path, size))


class Canvas:
    def __init__(self, rng: random.Random):
        self.rng = rng
        self.w, self.h = rng.randint(150, 240), rng.randint(130, 220)
        self.image = Image.new("RGB", (self.w, self.h))
        self.d = ImageDraw.Draw(self.image)
        self.face = rng.choice(FONTS)

    def p(self, x, y):
        return x * self.w, y * self.h

    def s(self, size):
        return size * min(self.w, self.h)

    def paper(self, color=None):
        """Fills the ground: a given colour, or mostly a light one."""
        if color is None:
            color = self.jitter(self.rng.choice([(255, 255, 255), (250, 247, 238), (240, 243, 246), (232, 236, 228), (225, 235, 245)]), 8)
            if self.rng.random() < 0.1:
                color = self.jitter((40, 44, 52), 20)
        self.d.rectangle((0, 0, self.w, self.h), color)
        self.ground = color
        return color

    @property
    def ink(self):
        return (40, 46, 54) if sum(self.ground) > 330 else (225, 228, 230)

    def jitter(self, color, by=22):
        return tuple(max(0, min(255, v + self.rng.randint(-by, by))) for v in color)

    def color(self, *names):
        """(name, rgb) of one of the names, or of any colour."""
        name = self.rng.choice(names or [n for n in COLORS if n not in ("white", "beige", "light blue")])
        return name, self.jitter(COLORS[name])

    def any(self):
        h, s, v = self.rng.random(), self.rng.uniform(0.35, 0.9), self.rng.uniform(0.4, 0.95)
        return tuple(round(255 * c) for c in colorsys.hsv_to_rgb(h, s, v))

    def rect(self, x0, y0, x1, y1, fill=None, outline=None, width=0.01, radius=0.0):
        a, b = self.p(min(x0, x1), min(y0, y1)), self.p(max(x0, x1), max(y0, y1))
        w = max(1, round(self.s(width)))
        if radius:
            self.d.rounded_rectangle((*a, *b), self.s(radius), fill, outline, w)
        else:
            self.d.rectangle((*a, *b), fill, outline, w)

    def line(self, points, fill=None, width=0.012):
        self.d.line([self.p(*q) for q in points], fill or self.ink, max(1, round(self.s(width))), joint="curve")

    def poly(self, points, fill, outline=None):
        self.d.polygon([self.p(*q) for q in points], fill, outline)

    def oval(self, x, y, rx, ry=None, fill=None, outline=None, width=0.012):
        """A circle in pixels when ry is left out."""
        cx, cy = self.p(x, y)
        rx, ry = (self.s(rx), self.s(rx)) if ry is None else (rx * self.w, ry * self.h)
        self.d.ellipse((cx - rx, cy - ry, cx + rx, cy + ry), fill, outline, max(1, round(self.s(width))))

    def pie(self, x, y, r, start, end, fill, outline=None):
        cx, cy = self.p(x, y)
        r = self.s(r)
        self.d.pieslice((cx - r, cy - r, cx + r, cy + r), start, end, fill, outline)

    def around(self, x, y, r, angle):
        """The point at an angle (radians, anticlockwise from the right) on a circle in pixels."""
        return x + self.s(r) * math.cos(angle) / self.w, y - self.s(r) * math.sin(angle) / self.h

    def text(self, x, y, words, size=0.06, fill=None, anchor="lm", face=None):
        self.d.text(self.p(x, y), words, fill or self.ink, font(face or self.face, max(5, round(self.s(size)))), anchor)

    def words(self, low=1, high=3):
        return " ".join(self.rng.choice(WORDS) for _ in range(self.rng.randint(low, high)))

    def number(self):
        return str(self.rng.choice([self.rng.randint(0, 99), self.rng.randint(100, 2030)]))

    def title(self):
        if self.rng.random() < 0.75:
            self.text(self.rng.choice([0.05, 0.08]), 0.07, self.words(1, 4).capitalize(), self.rng.uniform(0.06, 0.09))

    def blob(self, x, y, rx, ry, rough=0.15):
        """A closed wobbly outline."""
        waves = [(k, self.rng.uniform(0, 6.3), self.rng.uniform(0, rough / k ** 0.5)) for k in range(2, 7)]
        points = []
        for i in range(60):
            a = i / 60 * 2 * math.pi
            r = 1 + sum(m * math.sin(k * a + f) for k, f, m in waves)
            points.append((x + rx * r * math.cos(a), y + ry * r * math.sin(a)))
        return points

    def arrow(self, a, b, fill=None, width=0.014):
        self.line([a, b], fill, width)
        (x0, y0), (x1, y1) = self.p(*a), self.p(*b)
        angle, size = math.atan2(y1 - y0, x1 - x0), self.s(0.05)
        tip = [(x1 + size * 0.3 * math.cos(angle), y1 + size * 0.3 * math.sin(angle))]
        tip += [(x1 - size * math.cos(angle + t), y1 - size * math.sin(angle + t)) for t in (-0.5, 0.5)]
        self.d.polygon(tip, fill or self.ink)
